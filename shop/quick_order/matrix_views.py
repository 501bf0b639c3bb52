"""The order matrix of a product's page: quantities of many variants are added at once."""

from django.http import Http404


def add(request, pk):
    raise Http404

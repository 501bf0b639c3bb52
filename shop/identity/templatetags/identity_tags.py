"""The shop's name where nothing may be asked."""

from django import template

from shop.identity.queries import last_shop_name

register = template.Library()

register.simple_tag(last_shop_name, name="last_shop_name")

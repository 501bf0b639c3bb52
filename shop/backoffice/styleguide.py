"""Every part of the kit with an example, at `/cms/styleguide/`: for who builds a screen, in English."""

from decimal import Decimal
from types import SimpleNamespace

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from wagtail.admin.ui.tables import Column

from shop.backoffice.boards import BoardColumn, Card, ColumnState
from shop.backoffice.charts import bar_chart
from shop.backoffice.columns import MoneyColumn
from shop.backoffice.confirmation import Piece, Question
from shop.backoffice.figures import Reading, Shown
from shop.backoffice.form_sections import FormSection
from shop.backoffice.panels import RenderedPanel
from shop.backoffice.record import RecordFigure
from shop.backoffice.tables import ListTable
from shop.backoffice.wizard import Progress, WizardStep

ROWS = [
    SimpleNamespace(name="Moon jar", place="Hamburg", spent=Decimal("1280.50")),
    SimpleNamespace(name="Tide floor vase", place="Taipei", spent=Decimal("96.00")),
]
COLUMNS = [
    Column("name", label="Name"),
    Column("place", label="Place"),
    MoneyColumn("spent", label="Spent"),
]
DAYS = [("Mon", 4), ("Tue", 9), ("Wed", 2), ("Thu", 0), ("Fri", 12), ("Sat", 7), ("Sun", 5)]


class SampleForm(forms.Form):
    """A form in two sections, sent with something wrong in the second."""

    name = forms.CharField(label="Name", help_text="As buyers read it.")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    pieces = forms.IntegerField(label="Pieces", min_value=1, max_value=99)
    place = forms.CharField(label="Place")

    sections = (
        FormSection(name="sample-words", title="Words", fields=["name", "note"]),
        FormSection(
            name="sample-stock", title="Stock", fields=["pieces", "place"], help="What is there, and where."
        ),
    )


class SwatchForm(forms.Form):
    """A row of the sample of inline rows."""

    name = forms.CharField(label="Name", required=False)
    position = forms.IntegerField(label="Position", min_value=0, max_value=999, required=False)


def _wizard() -> list[Progress]:
    """Three steps, of which the first is done."""
    steps = [("shop", "The shop", "its name"), ("mail", "Mail", "who sends it"), ("pay", "Payment", "how")]
    return [
        Progress(
            step=WizardStep(name=name, title=title, why=why), number=place, is_done=place == 1, url="#wizard"
        )
        for place, (name, title, why) in enumerate(steps, 1)
    ]


def _rows() -> forms.BaseFormSet:
    """Two rows, and blank ones as many as one wants; they are part of no form and send nothing."""
    formset = forms.formset_factory(SwatchForm, extra=0, can_delete=True)
    return formset(
        prefix="sample", initial=[{"name": "Tide", "position": 1}, {"name": "Celadon", "position": 2}]
    )


def _board() -> list[ColumnState]:
    """Two columns as somebody sees them who may move nothing: a sample leads nowhere."""
    card = Card(pk=1, title="K26-SAMPLE", url="#board", lines=["Ada Potter", "3 pieces"], amount="€96.00")
    queue = BoardColumn(name="open", title="To dispatch", tone="glaze", is_queue=True)
    done = BoardColumn(name="done", title="Complete", tone="good")
    return [
        ColumnState(column=queue, cards=[card], count="1", is_cut=False, sums=["€96.00"]),
        ColumnState(column=done, cards=[], count="0", is_cut=False),
    ]


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the parts; whoever may enter the back office may see them, none holds data of the shop."""
    chart = bar_chart(
        "Orders by day", [(day, number, str(number)) for day, number in DAYS], summary="39 in seven days."
    )
    facts = {"facts": [("VAT id", "DE136695976"), ("Created", "29 November 2026")]}
    context = {
        "table": ListTable(COLUMNS, ROWS),
        "figures": [
            RecordFigure(label="Orders", value="1,280", note="this year", url="#record"),
            RecordFigure(label="Total spent", value="€64,205.00", note="tax included"),
        ],
        "facts": facts["facts"],
        "failed": RenderedPanel(name="failed", title="A panel whose package failed", html=None),
        "columns": _board(),
        "steps": (steps := _wizard()),
        "current": steps[1],
        "question": Question(
            pieces=[Piece(title="Moon jar", number=2, money=Decimal("96.00"))],
            words=["Of these, available again: 2."],
            amount=Decimal("96.00"),
        ),
        "order": SimpleNamespace(currency="EUR"),
        "rows": _rows(),
        "chart": chart,
        "figure": Shown(name="sample", label="Orders", reading=Reading(value="39", chart=chart)),
        "plain": SampleForm(prefix="plain"),
        "form": SampleForm({"sample-name": "Moon jar", "sample-pieces": "120"}, prefix="sample"),
        "tones": ["", "good", "warn", "bad", "glaze"],
    }
    return TemplateResponse(request, "backoffice/styleguide.html", context)

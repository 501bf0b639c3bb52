import pytest
from django.core.management import CommandError, call_command

from shop.events.catalogue import BEGIN, END, documented_events, entry, with_catalogue
from shop.events.models import Delivery, Event
from shop.events.services import publish_all
from shop.events.tasks import deliver_due
from tests.shop.events.declared import KilnOpened, PotSold, PotThrown


@pytest.fixture
def past(db, recorder, clock):
    """Three events delivered to `first` yesterday and today, one of them dead; `late` subscribed since."""
    first = recorder("first")
    publish_all([PotThrown(pot_id=1)])
    Event.objects.update(published_at="2026-11-21T12:00Z")
    publish_all([PotSold(pot_id=1, price="9"), KilnOpened()])
    deliver_due()
    Delivery.objects.filter(event__name="KilnOpened").update(state="dead", done_at=None)
    first.calls.clear()
    first.__name__ = "again"
    return first, recorder("late", PotThrown, PotSold)


def replay(capsys, *arguments):
    call_command("replay_events", *arguments)
    deliver_due()
    return capsys.readouterr().out.strip()


def test_dead_ones_are_replayed(past, capsys):
    first, late = past

    assert replay(capsys, "--state", "dead") == "1 deliveries are on their way."
    assert (first.calls, late.calls) == ([("KilnOpened", "big")], [])


def test_new_subscriber_catches_up_in_order(past, capsys):
    first, late = past

    assert replay(capsys, "--subscriber", late.path) == "2 deliveries are on their way."
    assert (first.calls, late.calls) == ([], [("PotThrown", 1), ("PotSold", 1)])


def test_everything_missing_is_delivered_to_everybody(past, capsys):
    assert replay(capsys, "--state", "missing") == "2 deliveries are on their way."
    assert past[1].calls == [("PotThrown", 1), ("PotSold", 1)]
    assert replay(capsys, "--state", "missing") == "0 deliveries are on their way."


def test_event_and_since_narrow(past, capsys):
    first, _late = past

    assert (
        replay(capsys, "--subscriber", first.path, "--event", "PotThrown") == "1 deliveries are on their way."
    )
    assert first.calls == [("PotThrown", 1)]
    first.__name__, first.calls = "third", []
    assert replay(capsys, "--state", "done", "--since", "2026-11-22") == "1 deliveries are on their way."
    assert first.calls == [("PotSold", 1)]


def test_dry_run_changes_nothing(past, capsys):
    first, late = past

    assert replay(capsys, "--subscriber", late.path, "--dry-run") == "2 deliveries would be replayed."
    assert replay(capsys, "--state", "dead", "--dry-run") == "1 deliveries would be replayed."
    assert (first.calls, late.calls) == ([], [])
    assert Delivery.objects.count() == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Say what to replay: --state, --subscriber, or both."),
        (
            ["--state", "dead", "--event", "PotBroken"],
            "No event is called PotBroken. Known: KilnOpened, PotSold, PotThrown.",
        ),
        (["--subscriber", "x.y"], "No subscriber is called x.y. Known: "),
        (
            ["--state", "dead", "--since", "lately"],
            "--since lately: not a moment like 2026-11-22 or 2026-11-22T08:00.",
        ),
        (["--state", "dead", "--since", "2026-13-01"], "--since 2026-13-01: month must be in 1..12"),
    ],
)
def test_misspelt_arguments_are_refused(past, arguments, message):
    with pytest.raises(CommandError) as refusal:
        call_command("replay_events", *arguments)

    assert str(refusal.value).startswith(message)
    assert not Delivery.objects.filter(state="pending").exists()


def test_catalogue_describes_an_event(recorder):
    heard = recorder("heard", PotThrown)

    assert entry(PotThrown) == (
        "### PotThrown\n\n"
        "A pot came off the wheel.\n\n"
        "- declared in `tests.shop.events.declared`, version 1\n"
        "- fields: `pot_id: int | None`, `glaze: str`, `weights: list[float] | None`, "
        "`notes: dict[str, int] | None`, `form: Literal['bowl', 'vase']`\n"
        "- in order by: `pot_id`\n"
        "- heard by:\n"
        f"  - `{heard.path}`\n"
    )


def test_catalogue_is_put_between_its_marks_and_leaves_out_what_tests_declare():
    before = f"# Events\n{BEGIN}\nold\n{END}\nThe end.\n"

    assert documented_events() == []
    assert with_catalogue(before) == f"# Events\n{BEGIN}\n\n\n{END}\nThe end.\n"
    with pytest.raises(ValueError) as refusal:
        with_catalogue("# Events")
    assert str(refusal.value) == f"The document has no place for the catalogue: {BEGIN} ... {END}"

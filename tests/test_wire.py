"""What goes over topics reads back as it was written, and its errors never show a value."""

from datetime import UTC, datetime

import pytest

from tidegate import wire


def test_a_delta_reads_back_as_it_was_written_under_its_names_on_the_wire() -> None:
    """`in` and `from` are Python keywords; on the topic they have their plain names."""
    delta = wire.Delta(
        run_id="r",
        topic="raw.a",
        partition=0,
        from_=3,
        to=9,
        counts=wire.Counts(in_=5, clean=4, quarantined=1),
        policy_hash="0" * 64,
        worker="w",
    )
    assert b'"from":3' in delta.to_bytes()
    assert b'"in":5' in delta.to_bytes()
    assert wire.read(wire.Delta, delta.to_bytes()) == delta


@pytest.mark.parametrize(
    ("value", "places"),
    [
        (b'{"from": "jane@example.com", "to": 3}', "from"),  # wrong type: the field's name, not its value
        (b'{"from": 1, "to": -4}', "to"),  # below zero
        (b'{"from": 1}', "to"),  # missing
        (b"jane@example.com", "not JSON"),
        (b"", "not JSON"),
    ],
)
def test_an_unreadable_message_names_its_fields_and_never_its_values(value: bytes, places: str) -> None:
    with pytest.raises(wire.WireFault) as caught:
        wire.read(wire.Expired, value)
    assert places in str(caught.value)
    assert "jane" not in str(caught.value)


def test_counts_add_up_field_by_field() -> None:
    one = wire.Counts(in_=4, clean=1, quarantined=1, dropped=1, suppressed=1, amended=7)
    assert one.plus(one) == wire.Counts(in_=8, clean=2, quarantined=2, dropped=2, suppressed=2, amended=14)


@pytest.mark.parametrize(
    ("kind", "group"),
    [(wire.RunKind.CONTINUOUS, "gate.chat"), (wire.RunKind.BOUNDED, "gate.run.r1")],
)
def test_a_continuous_run_works_under_its_flow_and_a_bounded_one_under_its_id(kind: wire.RunKind, group: str) -> None:
    """So a continuous run that is aborted and created again goes on where the flow stopped."""
    names = wire.Names("gate")
    assert names.work(kind, "chat", "r1") == group
    assert wire.transactional_id(group, "raw.chat", 2) == f"{group}.raw.chat.2"


def test_a_lane_state_keeps_its_time_zone() -> None:
    state = wire.LaneState(
        run_id="r",
        topic="t",
        partition=0,
        worker="w",
        state=wire.LaneStatus.REFUSED,
        reason=wire.LaneRefusal.OFFSET_LOST,
        at=datetime(2030, 1, 2, tzinfo=UTC),
    )
    assert wire.read(wire.LaneState, state.to_bytes()) == state

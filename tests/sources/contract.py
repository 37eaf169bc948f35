"""What every source promises. A new one inherits this class and says how its cart speaks."""

import json
from collections.abc import Mapping

import pytest

from bridge.model import Event, Kind
from bridge.model.errors import WebhookRejected
from bridge.sources import Source

Delivery = tuple[Mapping[str, str], bytes]


class SourceContract:
    """The three deliveries are made by the inheriting class; `secret` stands in the first only."""

    secret: str

    @pytest.fixture
    def source(self) -> Source:
        raise NotImplementedError

    @pytest.fixture
    def genuine(self) -> Delivery:
        """A purchase with our secret."""
        raise NotImplementedError

    @pytest.fixture
    def forged(self) -> Delivery:
        """The same with another secret."""
        raise NotImplementedError

    @pytest.fixture
    def unsigned(self) -> Delivery:
        """The same without any."""
        raise NotImplementedError

    @pytest.fixture
    def event(self, source: Source, genuine: Delivery) -> Event:
        event = source.read(*genuine)
        assert event is not None
        return event

    def test_it_has_a_name_that_fits_an_address(self, source: Source) -> None:
        assert source.name.isalnum()
        assert source.name == source.name.lower()

    def test_it_reads_a_purchase(self, source: Source, event: Event) -> None:
        assert (event.source, event.kind, event.problem) == (source.name, Kind.PURCHASE, "")
        assert event.contact.email.endswith("example.com")
        assert event.items

    def test_it_gives_equal_bytes_an_equal_event(
        self, source: Source, genuine: Delivery, event: Event
    ) -> None:
        assert source.read(*genuine) == event

    def test_its_key_names_it_and_is_short(self, source: Source, event: Event) -> None:
        assert event.key.startswith(f"{source.name}:")
        assert len(event.key) <= 100

    def test_it_keeps_no_secret(self, event: Event) -> None:
        assert self.secret not in repr(event)
        assert self.secret not in json.dumps(event.body)

    def test_it_keeps_a_body_that_can_be_written_as_json(self, event: Event) -> None:
        assert json.loads(json.dumps(event.body)) == event.body

    def test_a_time_it_gives_has_a_zone(self, event: Event) -> None:
        assert event.occurred_at is None or event.occurred_at.tzinfo is not None

    def test_it_ignores_an_empty_post(self, source: Source) -> None:
        assert source.read({}, b"") is None

    def test_it_reads_header_names_in_any_case(
        self, source: Source, genuine: Delivery, event: Event
    ) -> None:
        headers, body = genuine
        assert source.read({name.upper(): value for name, value in headers.items()}, body) == event
        assert source.read({name.lower(): value for name, value in headers.items()}, body) == event

    def test_it_rejects_a_wrong_secret_without_repeating_any(
        self, source: Source, forged: Delivery
    ) -> None:
        self._assert_rejected(source, forged)

    def test_it_rejects_a_missing_secret(self, source: Source, unsigned: Delivery) -> None:
        self._assert_rejected(source, unsigned)

    def _assert_rejected(self, source: Source, delivery: Delivery) -> None:
        with pytest.raises(WebhookRejected) as caught:
            source.read(*delivery)
        assert caught.value.status == 401
        assert self.secret not in str(caught.value)
        assert "example.com" not in str(caught.value)

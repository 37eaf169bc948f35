"""Every section of the console; see navigation.py for their order on the pages."""

from collections.abc import Iterator

from bridge.web.console.activity.bulk_retry import BulkRetry
from bridge.web.console.activity.delivery_pages import DeliveryPages
from bridge.web.console.console import Section
from bridge.web.console.needs.needs_page import NeedsPage
from bridge.web.console.overview.home_page import HomePage
from bridge.web.console.people.forget_page import ForgetPage
from bridge.web.console.people.hand_pages import HandPages
from bridge.web.console.people.person_page import PersonPage
from bridge.web.console.people.search_page import SearchPage
from bridge.web.console.people.there_page import TherePage
from bridge.web.console.products.product_pages import ProductPages
from bridge.web.console.rulebook.draft_pages import DraftPages
from bridge.web.console.rulebook.editor_page import EditorPage
from bridge.web.console.rulebook.name_pages import NamePages
from bridge.web.console.rulebook.rules_page import RulesPage
from bridge.web.console.rulebook.version_pages import VersionPages
from bridge.web.console.setup.setup_pages import SetUpPages
from bridge.web.console.trial.trial_pages import TrialPages
from bridge.web.installation import Installation


def sections_of(here: Installation) -> Iterator[Section]:
    yield HomePage(here)
    yield DeliveryPages(here)
    yield BulkRetry(here)
    yield NeedsPage(here)
    yield SearchPage(here)
    yield PersonPage(here)
    yield HandPages(here)
    yield TherePage(here)
    yield ForgetPage(here)
    yield ProductPages(here)
    for section in (RulesPage, EditorPage, DraftPages, NamePages, VersionPages):
        yield section(here)
    yield TrialPages(here)
    yield SetUpPages(here)

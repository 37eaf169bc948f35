"""What ActiveCampaign's refusal of one thing says to the people who can mend it.

Where permissions are found: https://help.activecampaign.com/hc/en-us/articles/115000090164
"""

from bridge.destinations.verdicts import CallRefused
from bridge.model import Sort
from bridge.model.errors import AccountRefused, CrmRefused

_GROUPS = "Settings > Users and Groups > Groups"
_MENUS = {
    Sort.LIST: f"{_GROUPS}, where the lists of that user's group are ticked",
    Sort.AUTOMATION: f"{_GROUPS} > Permissions > Automations",
}
_OF_CONTACTS = f"{_GROUPS} > Permissions > Contacts"


def of_one(sort: Sort, name: str, refused: CrmRefused) -> str:
    """Our sentence about one tag, list, field or automation, then theirs."""
    return _sentence(f"the {sort} '{name}'", _MENUS.get(sort, _OF_CONTACTS), refused)


def of_contact(refused: CrmRefused) -> str:
    """The same about the contact as a whole."""
    return _sentence("to write this contact", _OF_CONTACTS, refused)


def raise_for_account(refused: CrmRefused) -> None:
    """What concerns the whole account is nobody's alone."""
    if isinstance(refused, AccountRefused):
        raise refused


def _sentence(what: str, menu: str, refused: CrmRefused) -> str:
    if not isinstance(refused, CallRefused):
        return str(refused)
    sentence = f"ActiveCampaign refused {what} ({refused.status})."
    if refused.status in (401, 403):
        sentence += (
            " The user of ACTIVECAMPAIGN_KEY may do other things, and not this one:"
            f" see there {menu}, then retry."
        )
    return f"{sentence} ActiveCampaign says: '{refused.says}'" if refused.says else sentence

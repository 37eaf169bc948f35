"""One destination's settings: its vendor's variables, with its own name in front where it has one.

`YOURCRM_KEY` is the setting of a destination that is called `yourcrm`, and of the only or first one
of that vendor whatever it is called; `SCHOOL_YOURCRM_KEY` is that of one called `school`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pkgutil import resolve_name

from bridge.destinations import registry
from bridge.destinations.base import Crm, Memory, Pace, Values, Vendor
from bridge.model import Destination
from bridge.model.errors import ConfigError
from bridge.model.variable import Variable, read_variables


@dataclass(frozen=True)
class AccountSettings:
    """`values` by the vendor's own variables; `prefix` is what stands before each in the
    environment. `called` is how messages name it. The values are left out of the repr: among them
    is a key."""

    destination: Destination
    values: Values = field(repr=False)
    prefix: str = ""

    @property
    def name(self) -> str:
        return self.destination.name

    @property
    def vendor(self) -> Vendor:
        return registry.vendors()[self.destination.vendor]

    @property
    def called(self) -> str:
        named = self.name == self.destination.vendor
        return self.vendor.called if named else f"{self.vendor.called} '{self.name}'"

    @property
    def identity(self) -> str:
        """What tells this account from every other, by nothing secret; "" where no setting says
        it."""
        own = self.vendor.account(self.values)
        return f"{self.destination.vendor} {own}" if own else ""

    @property
    def rate(self) -> float | None:
        """How many requests a second it is asked for at the most; None for as many as it takes."""
        rate: float | None = self.values.get(self.vendor.rate)
        return rate

    def variable(self, name: str) -> str:
        """What the user calls that setting of the vendor's."""
        return f"{self.prefix}{name}"

    def connect(self, pace: Pace, memory: Memory, timeout: float = 15) -> Crm:
        """The account, ready to be called; `timeout` is in seconds for each answer."""
        connection: Crm = resolve_name(self.vendor.adapter)(self, pace, memory, timeout)
        return connection


def settings_of_account(
    destination: Destination, environment: Mapping[str, str]
) -> AccountSettings:
    """Raises ConfigError with everything that is missing or wrong."""
    variables = variables_of(destination, environment)
    values, problems = read_variables(variables, environment, needed_by(destination, environment))
    if problems:
        raise ConfigError(problems)
    prefix = prefix_of(destination, environment)
    plain = {name.removeprefix(prefix): value for name, value in values.items()}
    return AccountSettings(destination, plain, prefix)


def settings_of_accounts(
    destinations: Iterable[Destination], environment: Mapping[str, str]
) -> dict[str, AccountSettings]:
    """By their names. Raises ConfigError with everything that is missing or wrong of any."""
    accounts, problems = {}, list[str]()
    for each in destinations:
        try:
            accounts[each.name] = settings_of_account(each, environment)
        except ConfigError as error:
            problems += error.problems
    if problems:
        raise ConfigError(problems)
    return accounts


def needed_by(destination: Destination, environment: Mapping[str, str]) -> list[str]:
    """The variables that it cannot do without, as the user calls them."""
    every = variables_of(destination, environment)
    return [each.name for each in every if each.default is None]


def variables_of(destination: Destination, environment: Mapping[str, str]) -> list[Variable]:
    """The vendor's, by the names that count for this destination."""
    prefix = prefix_of(destination, environment)
    every = registry.vendors()[destination.vendor].settings
    return [each.called(f"{prefix}{each.name}") for each in every]


def prefix_of(destination: Destination, environment: Mapping[str, str]) -> str:
    """Its own; "" where it is the first of its vendor, and only settings without its name are
    there."""
    own = destination.prefix
    every = [each.name for each in registry.vendors()[destination.vendor].settings]
    is_set = any(environment.get(f"{own}{name}") for name in every)
    plain = destination.first and any(environment.get(name) for name in every)
    return own if is_set or not plain else ""

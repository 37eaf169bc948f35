"""All resources together."""

from tests.web.api.conftest import Program


def test_none_answers_without_the_token(program: Program) -> None:
    app = program.client.application
    routes = [each for each in app.url_map.iter_rules() if each.endpoint.startswith("api.")]
    assert len(routes) >= 5
    for route in routes:
        values = dict.fromkeys(route.arguments, 1)
        address = app.url_map.bind("localhost").build(route.endpoint, values)
        for method in {"GET", "POST"} & set(route.methods or ()):
            assert program.client.open(address, method=method).status_code == 401, route

"""The add-on is tested with what the server answers, and runs on what it answers."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.house import described, node
from tests.house.company import Company, company

JS = Path(__file__).parent / "js/gmail"
CAROL, DAVE = "carol@south.example", "dave@customer.example"
API = "https://candor.example.com/api/v1"
ASKED_AT_MOST = 20  # requests of one press


def script(path: Path, told: str = "") -> str:
    done = subprocess.run(
        [node.NODE, path],
        input=told,
        env=node.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_is_tried_with_answers_that_the_server_could_give() -> None:
    answers = [
        json.loads(line) for line in script(JS / "generated/answers.mjs").split("\n")
    ]
    assert len(answers) > 500
    wrong = []
    for line, status, body in answers:
        if "a_later" in json.dumps(body) or status >= 400:
            continue  # of a version to come; problems hold more than is looked at
        method, path = line.split(" ")
        wrong += [
            f"{line}: {said}"
            for said in described.wrong(method, f"/api/v1{path}", status, body)
        ]
    assert wrong[:5] == []


# on the real server


@pytest.fixture
def office(tmp_path: Path) -> Any:
    with company(tmp_path, CANDOR_ISSUES_PER_MINUTE="1000") as running:
        yield running


class Sidebar:
    """The real add-on beside carol's Gmail, asking the real server."""

    def __init__(self, office: Company) -> None:
        self._office = office

    def run(
        self, function: str, parameters: dict[str, str] | None = None, **more: Any
    ) -> dict[str, Any]:
        """Run a function of the add-on; each request is answered by the server.

        A script waits for an answer in the middle of its work. Here it is run again
        with all the answers so far, until it asks for no more.
        """
        event = {
            "commonEventObject": {
                "parameters": parameters or {},
                "formInputs": {
                    name: {"stringInputs": {"value": [value]}}
                    for name, value in more.get("inputs", {}).items()
                },
            },
            "gmail": more.get("gmail", {}),
        }
        answers: dict[str, list[dict[str, Any]]] = {}
        for number in range(ASKED_AT_MOST):
            world = {"server": answers, "mail": more.get("mail")}
            told = json.dumps({"calls": [function, event], "in": world})
            done: dict[str, Any] = json.loads(script(JS / "once.mjs", told))
            if len(done["requests"]) <= number:
                return done
            asked = done["requests"][number]
            line = f"{asked['method']} {asked['url'].removeprefix(API)}"
            answers.setdefault(line, []).append(self._ask(asked))
        raise AssertionError(f"{function} asks without end")

    def _ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        body = None if asked["body"] is None else json.loads(asked["body"])
        path = asked["url"].removeprefix(API)
        answer = self._office.carol.ask(asked["method"], path, json=body)
        return {"status": answer.status_code, "text": answer.text}


@pytest.fixture
def sidebar(office: Company) -> Sidebar:
    return Sidebar(office)


def pressed(shows: str, button: str) -> tuple[str, dict[str, str]]:
    """Return what a button on a card calls, with its parameters."""
    found = re.findall(rf"\[\*?{re.escape(button)} > (\w+)([^\]]*)\]", shows)
    assert found, shows
    function, given = found[0]
    return function, dict(part.split("=") for part in given.split())


def press(sidebar: Sidebar, shows: str, button: str, **more: Any) -> dict[str, Any]:
    return sidebar.run(*pressed(shows, button), **more)


def send(office: Company, to: str) -> str:
    """Have carol send a tracked mail that nobody opens; return its id."""
    mail = office.carol.write([to], channel="gmail", another=True)
    path = f"/messages/{mail['message_id']}/sent"
    assert office.carol.ask("POST", path, json={}).ok
    message_id: str = mail["message_id"]
    return message_id


def ids_in(shows: str) -> list[str]:
    return re.findall(r"> onShow id=(\w+)", shows)


def test_it_leads_carol_back_to_her_first_mail(
    office: Company, sidebar: Sidebar
) -> None:
    sent = [send(office, f"p{n}@customer.example") for n in range(120)]
    done = sidebar.run("onHomepage")
    listed = ids_in(done["shows"])
    widgets = done["widgets"]
    for _ in range(2):
        done = press(sidebar, done["shows"], "Older")
        listed += ids_in(done["shows"])
        widgets += done["widgets"]
    assert listed == sent[::-1]
    assert max(widgets) <= 60
    assert "[Older" not in done["shows"]


def test_it_finds_the_one_open_among_many_unseen_mails(
    office: Company, sidebar: Sidebar
) -> None:
    opened = office.carol.write([DAVE], channel="gmail")
    assert office.carol.ask(
        "POST", f"/messages/{opened['message_id']}/sent", json={}
    ).ok
    office.clock.move(seconds=600)
    office.fetch(opened["html"])
    for number in range(110):
        send(office, f"p{number}@customer.example")
    done = sidebar.run("onFilter", inputs={"filter": "opened"})
    assert ids_in(done["shows"]) == [opened["message_id"]]
    assert "Mails looked through: 111." in done["shows"]


def test_it_makes_one_message_of_a_draft_that_carol_says_is_the_same(
    office: Company, sidebar: Sidebar
) -> None:
    draft: dict[str, Any] = {"gmail": {"toRecipients": [DAVE]}}
    first = sidebar.run("onCompose", **draft)
    assert (
        "draft INSERT_AT_END"
        in press(sidebar, first["shows"], "Track this mail", **draft)["shows"]
    )
    # The card was closed and opened anew, which knows nothing of the first.
    card = sidebar.run("onTrack", {"draft_ref": "another-card-0001"}, **draft)["shows"]
    chosen = press(sidebar, card, "It is this one", **draft)["shows"]
    again = press(sidebar, chosen, "Put it in again", **draft)["shows"]
    assert "draft INSERT_AT_END" in again
    once_more = press(sidebar, chosen, "Track this mail", **draft)["shows"]
    assert "This mail is prepared" in once_more
    (only,) = office.carol.ask("GET", "/messages").json()["messages"]
    assert only["state"] == "prepared"


def test_it_lets_carol_say_which_of_two_mails_she_opened(
    office: Company, sidebar: Sidebar
) -> None:
    first, second = (
        office.carol.write([DAVE], channel="gmail", another=True)["message_id"]
        for _ in range(2)
    )
    opened: dict[str, Any] = {
        "gmail": {"messageId": "18f", "threadId": "18f", "accessToken": "key"},
        "mail": {
            "id": "18f",
            "threadId": "18f",
            "draft": False,
            "from": CAROL,
            "to": DAVE,
            "cc": "",
            "bcc": "",
            "date": office.clock.now.isoformat(),
        },
    }
    card = sidebar.run("onMessage", **opened)["shows"]
    assert set(re.findall(r"onThisMail id=(\w+)", card)) == {first, second}
    done = sidebar.run("onThisMail", {"id": first}, **opened)["shows"]
    assert "card: This mail | Sent" in done
    assert office.carol.message(first)["confirmed"] is True
    assert office.carol.message(second)["confirmed"] is False
    # From now on it is known.
    assert "card: This mail | Sent" in sidebar.run("onMessage", **opened)["shows"]


def test_it_tracks_anew_after_do_not_track_it(
    office: Company, sidebar: Sidebar
) -> None:
    draft: dict[str, Any] = {"gmail": {"toRecipients": [DAVE]}}
    card = {"draft_ref": "card-0001"}
    sidebar.run("onTrack", card, **draft)
    prepared = sidebar.run("onTrack", card, **draft)["shows"]
    stopped = press(sidebar, prepared, "Do not track it", **draft)["shows"]
    assert "This mail is no longer tracked" in stopped
    assert "delete it by hand" in stopped
    assert (
        "draft INSERT_AT_END"
        in press(sidebar, stopped, "Track this mail", **draft)["shows"]
    )
    states = [
        each["state"]
        for each in office.carol.ask("GET", "/messages").json()["messages"]
    ]
    assert sorted(states) == ["prepared", "stopped"]


def test_it_puts_the_line_in_once_for_two_links(sidebar: Sidebar) -> None:
    draft: dict[str, Any] = {
        "gmail": {"toRecipients": [DAVE]},
        "inputs": {"target": "https://south.example/prices", "text": "Prices"},
    }
    card = {"draft_ref": "card-0001"}
    first = sidebar.run("onLink", card, **draft)["shows"]
    assert (first.count("/track/click/"), first.count("/track/open/")) == (1, 1)
    second = sidebar.run("onLink", card, **draft)["shows"]
    assert (second.count("/track/click/"), second.count("/track/open/")) == (1, 0)

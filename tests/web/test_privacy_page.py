"""Dave follows the link in the mail."""

import requests

from tests.house.company import Company, pixel_of, privacy_link_of
from tests.promises.held import held

DAVE, DAN = "dave@customer.example", "dan@customer.example"


def test_it_shows_and_never_acts_on_a_mere_visit(office: Company) -> None:
    mail = office.alice.write([DAVE])
    link = privacy_link_of(mail["html"])
    for visit in (requests.get, requests.head):  # mail scanners follow links
        assert visit(link, timeout=20).status_code == 200
    office.fetch(mail["html"])
    assert office.alice.message(mail["message_id"])["summary"]["status"] == "opened"


def test_it_tells_who_answers_and_no_time_or_address(office: Company) -> None:
    mail = office.alice.write([DAVE])
    office.fetch(mail["html"])
    page = requests.get(privacy_link_of(mail["html"]), timeout=20).text
    for told in ("North Sales", "1 Pole Road, Nome", "privacy@north.example"):
        assert told in page
    for untold in (DAVE, "alice", office.clock.now.strftime("%H:%M")):
        assert untold not in page


def test_it_takes_dave_s_no_for_every_mail_old_and_new(office: Company) -> None:
    first, second = office.alice.write([DAVE]), office.bob.write([DAVE])
    done = requests.post(
        privacy_link_of(first["html"]), data={"action": "no"}, timeout=20
    )
    assert "Nothing more is recorded" in done.text

    for mail, sender in ((first, office.alice), (second, office.bob)):
        office.fetch(mail["html"])
        message = sender.message(mail["message_id"])
        assert (message["state"], message["opens"]) == ("stopped", [])
    answer = office.alice.write([DAVE])
    assert (answer["tracked"], answer["reason"]) == (False, "refused")


def test_it_takes_the_no_of_dave_plus_something_for_dave(office: Company) -> None:
    mail = office.alice.write(["dave+offers@customer.example"])
    requests.post(privacy_link_of(mail["html"]), data={"action": "no"}, timeout=20)
    assert office.alice.write([DAVE])["reason"] == "refused"


def test_it_does_not_carry_a_no_to_another_company(office: Company) -> None:
    mail = office.alice.write([DAVE])
    requests.post(privacy_link_of(mail["html"]), data={"action": "no"}, timeout=20)
    assert office.carol.write([DAVE], channel="gmail")["tracked"]


def test_it_stops_a_group_mail_without_guessing_who_said_no(office: Company) -> None:
    mail = office.alice.write([DAVE, DAN])
    requests.post(privacy_link_of(mail["html"]), data={"action": "no"}, timeout=20)
    assert office.alice.message(mail["message_id"])["state"] == "stopped"
    assert office.alice.write([DAVE])["tracked"]
    assert office.alice.write([DAN])["tracked"]


def test_it_refuses_for_good_whoever_names_their_address(office: Company) -> None:
    mail, other = office.alice.write([DAVE, DAN]), office.alice.write([DAVE, DAN])
    link = privacy_link_of(mail["html"])
    said = {
        address: requests.post(
            link, data={"action": "no", "address": address}, timeout=20
        ).text
        for address in (DAVE, "mallory@elsewhere.example", "nonsense")
    }
    assert len(set(said.values())) == 1  # whether it matched is never told
    assert office.alice.write([DAVE])["reason"] == "refused"
    assert office.alice.write([DAN])["tracked"]
    assert office.alice.write(["mallory@elsewhere.example"])["tracked"]
    assert office.alice.message(other["message_id"])["state"] == "stopped"


def test_it_erases_what_was_recorded_for_the_mail(office: Company) -> None:
    mail = office.alice.write([DAVE])
    office.fetch(mail["html"])
    link = privacy_link_of(mail["html"])
    done = requests.post(link, data={"action": "erase"}, timeout=20)
    assert "erased" in done.text
    path = f"/messages/{mail['message_id']}"
    assert office.alice.ask("GET", path).status_code == 404
    office.fetch(mail["html"])
    assert office.alice.feed()["messages"] == []


def test_it_still_takes_a_no_after_the_erasure(office: Company) -> None:
    mail = office.alice.write([DAVE])
    for action in ("erase", "no"):
        requests.post(
            privacy_link_of(mail["html"]), data={"action": action}, timeout=20
        )
    assert office.alice.write([DAVE])["reason"] == "refused"


def test_it_knows_no_other_link(office: Company) -> None:
    mail = office.alice.write([DAVE])
    pixel = pixel_of(mail["html"]).rsplit("/", 1)[1].removesuffix(".png")
    for token in (pixel, "A" * 32, "x", "%00"):
        url = f"{office.url}/privacy/{token}"
        assert requests.get(url, timeout=20).status_code == 404
        post = requests.post(url, data={"action": "no"}, timeout=20)
        assert post.status_code == 404
    office.fetch(mail["html"])
    assert office.alice.message(mail["message_id"])["summary"]["status"] == "opened"


def test_it_does_nothing_for_a_word_it_does_not_know(office: Company) -> None:
    mail = office.alice.write([DAVE])
    link = privacy_link_of(mail["html"])
    assert requests.post(link, data={"action": "x"}, timeout=20).status_code == 400
    office.fetch(mail["html"])
    assert office.alice.message(mail["message_id"])["summary"]["status"] == "opened"


def test_it_runs_no_script_and_remembers_nobody(office: Company) -> None:
    mail = office.alice.write([DAVE])
    page = requests.get(privacy_link_of(mail["html"]), timeout=20)
    assert "Set-Cookie" not in page.headers
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy


def test_it_says_in_words_that_a_no_could_not_be_taken_yet(office: Company) -> None:
    mail = office.alice.write([DAVE])
    link = privacy_link_of(mail["html"])
    with held(office.directory / "data" / "candor.db"):
        page = requests.post(link, data={"action": "no"}, timeout=60)
        assert page.status_code == 503
        assert "Nothing was changed" in page.text
    assert "Done" in requests.post(link, data={"action": "no"}, timeout=20).text

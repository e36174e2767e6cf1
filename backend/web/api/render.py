"""What the API answers: plain values for JSON, one function per noun."""

import json
from datetime import UTC, datetime
from typing import Any

from backend.domain.message import Message
from backend.domain.opens import Open, public_id
from backend.domain.policy import OrgPolicy, discloses_always, suggests_auto_track
from backend.identity.principal import Principal
from backend.services.compose import Declined, Issued
from backend.services.feed import Entry, Page, ShownClick
from backend.services.links import MadeLink
from backend.services.me import Me
from backend.services.sending import Matched
from backend.services.timing import Timing

Json = dict[str, Any]


def dump(value: Json) -> bytes:
    """Return compact JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def moment(at: datetime | None) -> str | None:
    """Return a time in RFC 3339, UTC, whole seconds."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def entry(entry: Entry) -> Json:
    """Return one message as its sender sees it."""
    message, summary = entry.message, entry.summary
    label: Json | None = None
    if entry.label is not None:
        label = {"recipients": list(entry.label.recipients)}
        if entry.label.subject is not None:
            label["subject"] = entry.label.subject
    return {
        "id": message.id.hex(),
        "channel": message.channel.value,
        "state": message.state.value,
        "confirmed": message.gone,
        "mode": message.mode.word,
        "issued_at": moment(message.issued_at),
        "sent_at": moment(message.sent_at if message.confirmed else None),
        "recipient_count": message.recipient_count,
        "label": label,
        "summary": {
            "status": summary.status.value,
            "via": summary.via,
            "at": moment(summary.at),
            "someone": summary.someone,
            "opens": summary.opens,
            "machine": summary.machine,
            "reasons": list(summary.reasons),
            "clicks": summary.clicks,
        },
        "opens": [kept(message, row) for row in entry.opens],
        "clicks": [clicked(message, row) for row in entry.clicks],
    }


def kept(message: Message, row: Open) -> Json:
    """Return one kept fetch."""
    return {
        "id": public_id(message.id, row.id).hex(),
        "at": moment(row.at),
        "class": row.verdict.fetch_class.value,
        "confidence": row.verdict.confidence,
        "reasons": list(row.verdict.reasons),
        "rules": row.verdict.rules,
        "client": row.client,
        "os": row.os,
        "device": row.device,
        "mine": row.marked,
    }


def clicked(message: Message, shown: ShownClick) -> Json:
    """Return one kept click with what its link is called."""
    link_id = shown.click.link_id.hex()
    return kept(message, shown.click.fetch) | {"link_id": link_id, "text": shown.text}


def made(link: MadeLink) -> Json:
    """Return a link to insert."""
    return {"link_id": link.link_id.hex(), "url": link.url, "html": link.html}


def page(found: Page) -> Json:
    """Return part of a feed."""
    return {
        "cursor": str(found.cursor),
        "more": found.more,
        "before": None if found.before is None else str(found.before),
        "messages": [entry(each) for each in found.entries],
    }


def issued(answer: Issued) -> Json:
    """Return the pixel to insert."""
    return {
        "tracked": True,
        "message_id": answer.message.id.hex(),
        "state": answer.message.state.value,
        "mode": answer.message.mode.word,
        "html": answer.html,
        "insert_at": answer.insert_at,
        "disclosure": {
            "shown": answer.decision.disclosed,
            "locked": answer.decision.disclosure_locked,
        },
    }


def declined(answer: Declined) -> Json:
    """Return why the mail goes untracked."""
    body: Json = {
        "tracked": False,
        "reason": answer.reason.value,
        "recipients": [
            {"address": each.address.exact, "reason": each.reason.value}
            | ({"region": each.region} if each.region else {})
            for each in answer.obstacles
        ],
        "advice": answer.advice,
    }
    if answer.earlier:
        body["earlier"] = [
            {"message_id": each.id.hex(), "issued_at": moment(each.issued_at)}
            for each in answer.earlier
        ]
    return body


def matched(found: Matched) -> Json:
    """Return the message of a sent copy, or those of which it is one."""
    return {
        "message": None if found.entry is None else entry(found.entry),
        "candidates": [entry(each) for each in found.candidates],
    }


def me(found: Me, sender: Principal, timing: Timing) -> Json:
    """Return who the sender is here and what holds for them."""
    policy = found.policy
    return {
        "principal": {
            "id": sender.id.hex(),
            "provider": sender.provider,
            "role": sender.role,
        },
        "organisation": {
            "name": found.organisation,
            "enabled": policy.enabled and policy.controller is not None,
            "own_domains": sorted(policy.own_domains),
            "controller": policy.controller and policy.controller.name,
        },
        "policy": _policy(policy),
        "preferences": {
            "auto_track": found.preferences.auto_track,
            "never_domains": list(found.preferences.never_domains),
            "always_disclose": found.preferences.always_disclose,
        },
        "timing": {
            "window_seconds": int(timing.window.total_seconds()),
            "cooldown_seconds": int(timing.cooldown.total_seconds()),
        },
    }


def _policy(policy: OrgPolicy) -> Json:
    return {
        "home_region": policy.home_region,
        "ceiling": policy.ceiling.word,
        "label": policy.label.value,
        "suggest_auto_track": suggests_auto_track(policy),
        "disclosure_locked": discloses_always(policy),
    }

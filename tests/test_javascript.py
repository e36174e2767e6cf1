"""Checks and tests all JavaScript: eslint, tsc, and Node's own test runner."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.house import node

ROOT = Path(__file__).parents[1]
SHIPPED = ("addin_manifest", "gmail_addon", "backend/desk/static")


def sources(*places: str) -> list[Path]:
    return sorted(
        path
        for place in places
        for path in (ROOT / place).rglob("*.*js")
        if path.suffix in {".js", ".mjs"} and "node_modules" not in path.parts
    )


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


TESTS = [path for path in sources("tests/js") if '"node:test"' in path.read_text()]
PROJECTS = sorted(
    path
    for path in (ROOT / "tests/js").rglob("tsconfig*.json")
    if "node_modules" not in path.parts and path.name != "tsconfig.base.json"
)


@pytest.fixture(scope="module")
def modules() -> Path:
    return node.modules()


def run(*arguments: str | Path, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [node.NODE, *arguments],
        cwd=ROOT,
        env=node.environment(),
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )


def lint(modules: Path, *arguments: str, text: str = "") -> str:
    config = ["--config", "tests/js/eslint.config.js", "--max-warnings", "0"]
    done = run(modules / "eslint/bin/eslint.js", *config, *arguments, text=text)
    assert not done.stderr
    return done.stdout


@pytest.mark.usefixtures("modules")
@pytest.mark.parametrize("path", TESTS, ids=name)
def test_it_passes_the_tests_in(path: Path) -> None:
    done = run("--test", "--test-reporter=tap", path)
    counts = dict(re.findall(r"^# (\w+) (\d+)$", done.stdout, re.MULTILINE))
    assert done.returncode == 0, done.stdout
    assert int(counts["tests"]) > 0, done.stdout
    assert (counts["skipped"], counts["todo"]) == ("0", "0"), done.stdout


@pytest.mark.parametrize("project", PROJECTS, ids=name)
def test_it_is_of_one_type_in(project: Path, modules: Path) -> None:
    done = run(modules / "typescript/bin/tsc", "--pretty", "false", "-p", project)
    assert done.returncode == 0, done.stdout


def test_it_type_checks_every_file_that_is_shipped(modules: Path) -> None:
    checked: set[Path] = set()
    for project in PROJECTS:
        listed = run(modules / "typescript/bin/tsc", "-p", project, "--listFilesOnly")
        checked |= {Path(line).resolve() for line in listed.stdout.splitlines()}
    assert [name(p) for p in sources(*SHIPPED, "tests/js") if p not in checked] == []


def test_it_keeps_to_the_lint_rules(modules: Path) -> None:
    assert lint(modules, *SHIPPED, "tests/js") == ""


PANE, OFFICE = "addin_manifest/taskpane/x.js", "addin_manifest/taskpane/office.js"
EVENTS, GMAIL = "addin_manifest/launchevent.js", "gmail_addon/message.js"
READS = [
    (PANE, "item.body.getAsync('html', done);"),
    (PANE, "item['body'].setSelectedDataAsync(html);"),
    (PANE, "item[`body`].appendOnSendAsync(html);"),
    (PANE, "item?.body?.getAsync('html', done);"),
    (PANE, "const { body } = item; body.getAsync(done);"),
    (PANE, "const { body: text } = item;"),
    (PANE, "const { 'body': text } = item;"),
    (PANE, "function f({ body }) {}"),
    (PANE, "const text = item.body; f(text);"),
    (PANE, "item.body.getTypeAsync(done);"),
    (PANE, "Reflect.get(item, 'body');"),
    (PANE, "const name = 'body';"),
    (PANE, "const { getAsync } = item.to;"),
    (PANE, "const ask = 'getAsync';"),
    (PANE, "item.location.getAsync(done);"),
    (PANE, "Office.context.mailbox.item;"),
    (PANE, "OfficeRuntime.storage;"),
    *(
        (PANE, f"item.{name};")
        for name in (
            *("getSelectedDataAsync(done)", "getAttachmentContentAsync(id, done)"),
            *("getAttachmentsAsync(done)", "attachments", "getSelectedRegExMatches()"),
            *("getRegExMatches()", "getRegExMatchesByName('x')", "getEntities()"),
            *("getEntitiesByType(t)", "getFilteredEntitiesByName('x')"),
            *("getSelectedEntities()", "normalizedSubject", "internetHeaders"),
            *("getAllInternetHeadersAsync(done)", "displayReplyForm(x)"),
        )
    ),
    (PANE, "mailbox.makeEwsRequestAsync(xml, done);"),
    (PANE, "mailbox.getCallbackTokenAsync(done);"),
    (PANE, "mailbox.loadItemByIdAsync(id, done);"),
    (OFFICE, "item.subject;"),
    (OFFICE, "const { subject } = item;"),
    (OFFICE, "item[name];"),
    (OFFICE, "const i = item; i[name].x;"),
    (OFFICE, "item['bo' + 'dy'];"),
    (OFFICE, "item[`${a}dy`];"),
    (OFFICE, "const { [name]: text } = item;"),
    (OFFICE, "const { to, ...others } = item;"),
    (OFFICE, "for (const name in item) { f(name); }"),
    (OFFICE, "Object.entries(item);"),
    (OFFICE, "Object.getOwnPropertyDescriptors(item);"),
    (OFFICE, "Reflect.ownKeys(item);"),
    (OFFICE, "new Proxy(item, {});"),
    (EVENTS, "'use strict'; item.subject.getAsync(done);"),
    (EVENTS, "'use strict'; item.from.getAsync(done);"),
    (EVENTS, "'use strict'; item.body[name](done);"),
    (GMAIL, "'use strict'; message.getPlainBody();"),
    (GMAIL, "'use strict'; message['getBody']();"),
    (GMAIL, "'use strict'; const { getRawContent } = message;"),
    (GMAIL, "'use strict'; message[name];"),
    (GMAIL, "'use strict'; message.getSubject();"),
    (GMAIL, "'use strict'; GmailApp.search('from:dave');"),
    (GMAIL, "'use strict'; Gmail.Users.Messages.get('me', id);"),
    ("gmail_addon/x.js", "'use strict'; GmailApp.getMessageById(id);"),
]


@pytest.fixture(scope="module")
def refused(modules: Path, tmp_path_factory: pytest.TempPathFactory) -> set[int]:
    """Return which of the examples are refused; linted together, for speed."""
    script = tmp_path_factory.mktemp("lint") / "all.mjs"
    script.write_text(
        f"""
        import {{ ESLint }} from {json.dumps(str(modules / "eslint/lib/api.js"))};
        const overrideConfigFile = "tests/js/eslint.config.js";
        const eslint = new ESLint({{ overrideConfigFile }});
        const examples = {json.dumps(READS)};
        for (const [index, [filePath, text]] of examples.entries()) {{
          const [found] = await eslint.lintText(text, {{ filePath }});
          const rules = found.messages.map((message) => message.ruleId ?? "");
          if (rules.some((rule) => /^bodyblind|restricted-globals/.test(rule))) {{
            console.log(index);
          }}
        }}
        """
    )
    done = run(script)
    assert not done.stderr
    return {int(line) for line in done.stdout.splitlines()}


@pytest.mark.parametrize("number", range(len(READS)), ids=lambda n: READS[n][1])
def test_it_refuses_code_that_reads_a_mail(number: int, refused: set[int]) -> None:
    assert number in refused


def test_it_refuses_a_language_level_classic_outlook_lacks(modules: Path) -> None:
    found = lint(
        modules,
        *("--stdin", "--stdin-filename", "addin_manifest/launchevent.js"),
        text='"use strict";\nconst wide = { ...narrow };\n',
    )
    assert "Parsing error" in found


def test_it_names_no_download_address_in_the_lock() -> None:
    # so that npm asks whichever registry the machine is set up for
    locked = json.loads(node.LOCK.read_text())["packages"]
    assert [key for key, package in locked.items() if "resolved" in package] == []
    assert all("integrity" in package for key, package in locked.items() if key)

import re

from augstudio.gui.commands import COMMANDS
from augstudio.project.help_pages import help_pages
from augstudio.transforms.catalogue import catalogue


def test_every_page_has_a_heading_and_a_name_of_its_own() -> None:
    pages = help_pages()
    assert len({page.name for page in pages}) == len(pages) >= 7
    for page in pages:
        assert page.markdown.startswith(f"# {page.title}\n")


def test_links_lead_to_pages() -> None:
    names = {page.name for page in help_pages()}
    for page in help_pages():
        for target in re.findall(r"\]\(([^)]+)\)", page.markdown):
            assert target.startswith("https://") or target.removesuffix(".md") in names


def test_every_transform_is_explained_with_all_its_parameters() -> None:
    (text,) = (page.markdown for page in help_pages() if page.name == "transforms")
    for transform in catalogue():
        section = text.split(f"`{transform.op}`\n", 1)[1].split("\n### ", 1)[0]
        for field in transform.parameter_fields():
            assert f"**{field.name}**" in section
            assert field.parameter.help in section


def test_keys_that_the_help_names_are_those_of_the_commands() -> None:
    keys = {key for command in COMMANDS for key in command.shortcut.split("; ")}
    for page in help_pages():
        for key in re.findall(r"\((Ctrl\+[^)]+)\)", page.markdown):
            assert key in keys, page.name

"""A command takes a short way: how many files of the product it enters until its event is stored."""

from tests.house.way import FILES_LIMIT, files_of_a_command


def test_a_command_enters_few_files_until_its_event_is_in_the_log() -> None:
    assert len(files_of_a_command()) <= FILES_LIMIT, files_of_a_command()

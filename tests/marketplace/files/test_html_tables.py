"""Pages and Excel's XML of 2003 that are called .xls give their rows."""

import pytest

from marketplace.files.html_tables import html_rows


@pytest.mark.parametrize(
    ("page", "rows"),
    [
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>1</td></tr></table>", [["a", "b"], ["1"]]),
        ("<table><tr><th>a<th>b<tr><td>1<td>2</table>", [["a", "b"], ["1", "2"]]),
        ("<table><tr><td colspan=3>a</td><td>b</td></tr></table>", [["a", "", "", "b"]]),
        ("<table><tr><td>a<br>b &amp; c&nbsp;d</td></tr></table>", [["a b & c d"]]),
        ("<table><tr><td>a<script>x()</script></td></tr></table>", [["a"]]),
        ("<table><td>a</td></table>", [["a"]]),
        ("<table><tr><td>a</td><td>b", [["a", "b"]]),
        ("<p>no table</p></table>", []),
        (
            '<Worksheet><Table><Row><Cell><Data ss:Type="String">a</Data></Cell>'
            '<Cell ss:Index="4"><Data>b</Data></Cell><Cell/></Row></Table></Worksheet>',
            [["a", "", "", "b", ""]],
        ),
    ],
)
def test_rows_are_read_as_a_browser_shows_them(page, rows):
    assert [row for table in html_rows(page) for row in table] == rows


def test_a_table_within_a_table_gives_rows_of_its_own():
    page = "<table><tr><td>bank<table><tr><td>1</td><td>2</td></tr></table></td></tr></table>"
    assert list(html_rows(page)) == [[["bank"]], [["1", "2"]]]

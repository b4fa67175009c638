import pytest

from tests.source.layout import laid_out


@pytest.mark.parametrize(
    ("crowded", "laid"),
    [
        ("<div><p>a</p><p>b</p></div>", "<div>\n<p>a</p>\n<p>b</p>\n</div>"),
        ("<p>one <b>two</b> three</p>", "<p>one <b>two</b> three</p>"),
        ("<ul></ul>", "<ul></ul>"),
        (
            "{% if a %}<p>{{ a }}</p>{% else %}none{% endif %}",
            "{% if a %}\n<p>{{ a }}</p>\n{% else %}\nnone\n{% endif %}",
        ),
        ("<p>{% if a %}x{% endif %}</p>", "<p>{% if a %}x{% endif %}</p>"),
        ("<td>{{ a }}</td><td>b</td>", "<td>{{ a }}</td>\n<td>b</td>"),
        ('<p title="<div>">a</p>', '<p title="<div>">a</p>'),
        (
            '<a href="{% if a > b %}x{% endif %}">c</a>',
            '<a href="{% if a > b %}x{% endif %}">c</a>',
        ),
        ("<div><pre>\n  a\n</pre></div>", "<div>\n<pre>\n  a\n</pre>\n</div>"),
    ],
)
def test_block_elements_stand_on_lines_of_their_own(crowded, laid):
    assert laid_out(crowded) == laid
    assert laid_out(laid) == laid


def test_a_childs_blocks_stand_apart():
    text = '{% extends "a.html" %}{% block title %}T{% endblock %}{% block main %}<p>a</p>{% endblock %}'
    assert laid_out(text) == (
        '{% extends "a.html" %}\n\n{% block title %}T{% endblock %}\n\n'
        "{% block main %}\n<p>a</p>\n{% endblock %}"
    )


def test_a_comma_stays_at_the_word_before_it():
    """The formatter ends the line there, and white space before a comma would show."""
    text = "<p>{{ a }}{% if b %}, {{ b }}{% endif %}{% if c %}, {{ c }}{% endif %}</p>"
    assert "{% endif %}{%- if c %}, {{ c }}" in laid_out(text)


def test_a_translated_text_is_not_touched():
    text = "<div>{% trans %}a <p>b</p> c{% endtrans %}</div>"
    assert laid_out(text) == text

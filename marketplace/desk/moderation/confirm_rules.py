"""How long producers may take to confirm, by kind of goods: read, changed and taken away here."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from catalogue.models import OcopGroup, OcopSet
from marketplace.accounts.requests import PersonRequest
from marketplace.desk.access import moderators_only
from marketplace.frame.fields import WholeField
from marketplace.frame.screens import form_page, page_of
from marketplace.purchases.confirm_models import ConfirmRule, ConfirmRuleChange
from marketplace.purchases.confirming import ConfirmTime, set_rule

MOST_HOURS, MOST_GRACE = 240, 168


class RuleForm(forms.Form):
    """The times of a kind of goods; `kinds` are offered for a new rule."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of goods"))
    hours = WholeField(
        label=gettext_lazy("Hours to confirm"),
        min_value=1,
        max_value=MOST_HOURS,
        help_text=gettext_lazy(
            "1 to 240. What would fall due at night is due at 9 in the morning."
        ),
    )
    grace_hours = WholeField(
        label=gettext_lazy("Hours until it is cancelled after that"),
        min_value=1,
        max_value=MOST_GRACE,
        help_text=gettext_lazy("1 to 168: the time in which you call the producer."),
    )

    def __init__(self, *args, kinds: list[tuple[str, str]] | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if kinds is None:
            del self.fields["kind"]
        else:
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    @property
    def allowed(self) -> ConfirmTime:
        return ConfirmTime(self.cleaned_data["hours"], self.cleaned_data["grace_hours"])


def rules_with_names():
    return ConfirmRule.objects.select_related("ocop_group", "ocop_set")


@moderators_only
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """The rules in force, and below them who changed what."""
    changes = ConfirmRuleChange.objects.select_related("rule__ocop_group", "rule__ocop_set", "by")
    context = {
        "rules": rules_with_names().filter(is_active=True),
        "changes": page_of(request, changes, 20),
    }
    return render(request, "moderation/confirm_rules.html", context)


@moderators_only
def edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Change the times of a rule; what was promised for orders stays."""
    rule = get_object_or_404(rules_with_names(), pk=pk, is_active=True)
    initial = {"hours": rule.hours, "grace_hours": rule.grace_hours}
    form = RuleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if set_rule(rule=rule, allowed=form.allowed, by=request.user):
            messages.success(request, _("Saved. It holds for orders from now on."))
        else:
            messages.info(request, _("It says so already; nothing was changed."))
        return redirect("moderation:confirm-rules")
    context = {"rule": rule, "form": form, "changes": rule.changes.select_related("by")[:30]}
    return form_page(request, "moderation/confirm_rule.html", context, form=form)


@moderators_only
@require_POST
def remove(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a rule away: its goods follow their group's rule, or that of all others."""
    rule = get_object_or_404(rules_with_names(), pk=pk)
    if not rule.is_removable:
        messages.error(request, _("The rule for all other goods stays; change its hours instead."))
    elif set_rule(rule=rule, allowed=None, by=request.user):
        messages.success(request, _("Taken away. Orders from now on follow the wider rule."))
    else:
        messages.info(request, _("It says so already; nothing was changed."))
    return redirect("moderation:confirm-rules")


def kinds_without_rule() -> list[tuple[str, str]]:
    """Name the kinds of goods that have no rule of their own, by what the form sends."""
    taken = list(ConfirmRule.objects.filter(is_active=True))
    groups = {rule.ocop_group_id for rule in taken}
    sets = {rule.ocop_set_id for rule in taken}
    kinds = [] if any(rule.made_to_order for rule in taken) else [("made", _("Made to order"))]
    kinds += [
        (f"group-{group.pk}", group.name)
        for group in OcopGroup.objects.all()
        if group.pk not in groups
    ]
    kinds += [
        (f"set-{each.pk}", each.name) for each in OcopSet.objects.all() if each.pk not in sets
    ]
    return kinds


def rule_of(kind: str) -> ConfirmRule:
    """Find the rule of a kind, one that was taken away also, or begin it."""
    what, _dash, pk = kind.partition("-")
    names = {"made": "made_to_order", "group": "ocop_group_id", "set": "ocop_set_id"}
    facts: dict[str, Any] = {names[what]: pk or True}
    return ConfirmRule.objects.filter(**facts).first() or ConfirmRule(**facts)


@moderators_only
def new(request: PersonRequest) -> HttpResponse:
    """Give a kind of goods times of its own."""
    form = RuleForm(request.POST or None, kinds=kinds_without_rule())
    if request.method == "POST" and form.is_valid():
        rule = rule_of(form.cleaned_data["kind"])
        set_rule(rule=rule, allowed=form.allowed, by=request.user)
        messages.success(request, _("Saved. It holds for orders from now on."))
        return redirect("moderation:confirm-rules")
    return form_page(
        request, "moderation/confirm_rule.html", {"rule": None, "form": form}, form=form
    )

"""Posts at offices: who looks at dossiers of which commune, given and ended by the register's."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.accounts.requests import PersonRequest
from marketplace.frame.screens import asked_text, form_page, page_of, private
from marketplace.ocop.access import officers_only
from marketplace.ocop.dossier_forms import PostForm
from marketplace.programme.offices.models import Post
from marketplace.programme.offices.queries import posts_matching
from marketplace.programme.offices.services import PostRefused, end_post, give_post


@officers_only
def posts(request: PersonRequest) -> HttpResponse:
    """List who has which post today; give one."""
    form = PostForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = give_post(by=request.user, **form.cleaned_data)
        except PostRefused as why:
            form.add_error("user", str(why))
        else:
            words = {"who": made.user.email, "where": str(made.office)}
            messages.success(request, _("%(who)s has a post at %(where)s now.") % words)
            return redirect("programme:posts")
    q = asked_text(request, 80)
    today = timezone.localdate()
    rows = posts_matching(Post.objects.filter(Q(last_on=None) | Q(last_on__gte=today)), q)
    rows = rows.select_related("user", "office__commune", "office__province", "given_by")
    context = {"form": form, "page": page_of(request, rows.order_by("-pk")), "q": q}
    return private(form_page(request, "programme/posts.html", context, form=form))


@officers_only
@require_POST
def end(request: PersonRequest, pk: int) -> HttpResponse:
    """End a post: it opens nothing any more."""
    end_post(post=get_object_or_404(Post, pk=pk))
    messages.success(request, _("Ended."))
    return redirect("programme:posts")

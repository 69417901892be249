"""Sign-in and sign-out, the theme, and what is shown when something is not there."""

from __future__ import annotations

import logging
import secrets
from typing import Any

import rules
from django.conf import settings
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from .context import RAIL, THEMES

log = logging.getLogger("shouwen.pages")
YEAR = 365 * 24 * 3600


class SignIn(auth_views.LoginView):
    """The sign-in page."""

    template_name = "pages/sign_in.html"
    redirect_authenticated_user = True


def locked_out(
    request: HttpRequest, credentials: dict[str, Any], *_: Any, **__: Any
) -> HttpResponse:
    """The sign-in page after too many wrong passwords (django-axes calls this)."""
    return render(request, "pages/sign_in.html", {"locked": True, "next": ""}, status=429)


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The first page of the rail that this person has: leaders begin with the board."""
    mine = [place for place in RAIL if rules.has_perm(place.permission, request.user)]
    leads = [place for place in mine if place.name == "board"]
    if not mine:
        return refusal(
            request, 403, "还没有可以打开的页面", "您的角色还没有分配页面。", "请找管理员调整。"
        )
    return HttpResponseRedirect((leads or mine)[0].address)


def home_after(request: HttpRequest) -> str:
    """The page to return to after a form: ``next`` if it is ours, else the first page."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        return target
    return "/"


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep 浅色, 深色 or 跟随系统: with the person who is signed in, and in this browser."""
    chosen = request.POST.get("theme", "")
    response = HttpResponseRedirect(home_after(request))
    if chosen in THEMES:
        person = request.user
        if person.is_authenticated and person.prefs.get("theme") != chosen:
            person.prefs = {**person.prefs, "theme": chosen}
            person.save(update_fields=["prefs"])
        response.set_cookie(
            "theme", chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
        )
    return response


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent cannot be read, or came under a name that is not the desk's."""
    head, words = "这次提交读不了", "交上来的内容不完整，或者格式不对。"
    remedy = "请回到原来的页面刷新一下，再提交一次。"
    if isinstance(exception, RequestDataTooBig):
        words, remedy = "内容太大，一次最多 1 MB。", "请删减后再提交，或分几次提交。"
    elif isinstance(exception, TooManyFieldsSent):
        words = f"一次交上来的项目太多，最多 {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS} 项。"
    elif isinstance(exception, TooManyFilesSent):
        words = f"一次交上来的文件太多，最多 {settings.DATA_UPLOAD_MAX_NUMBER_FILES} 个。"
    elif isinstance(exception, DisallowedHost):
        head, words = "这个地址不是客服台的", "客服台不认得浏览器里的这个域名。"
        remedy = "请用管理员给的地址打开；管理员可以在 SHOUWEN_HOSTS 里加上它。"
    return refusal(request, 400, head, words, remedy)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, in the words of the refusal where there are any."""
    return refusal(
        request,
        403,
        "这一步由别人办",
        getattr(exception, "message", "您现在的角色不能打开这一页。"),
        getattr(exception, "remedy", ""),
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token does not fit: usually a page left open over a sign-out."""
    return refusal(
        request,
        403,
        "这一页放得太久了",
        "为了安全，请回到原来的页面刷新一下，再提交一次。写好的内容还在输入框里。",
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return refusal(request, 404, "没有这一页", "地址可能写错了，或者内容已经移走。")


def broken(request: HttpRequest) -> HttpResponse:
    """500, with a number that also stands in the log."""
    number = secrets.token_hex(2).upper()
    log.error("page failed: %s %s [%s]", request.method, request.path, number)
    return refusal(request, 500, "这一页没有打开", f"已记入日志，编号 {number}；其他页面可用。")


def refusal(
    request: HttpRequest, status: int, head: str, words: str, remedy: str = ""
) -> HttpResponse:
    """A page that says what is, then what to do."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    return render(
        request, "pages/error.html", {"head": head, "words": words, "remedy": remedy}, status=status
    )

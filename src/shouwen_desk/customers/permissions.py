"""Who may read a customer's file, show what is masked, and erase."""

from __future__ import annotations

from shouwen_desk.people.permissions import administers, manages, permit, serves

permit("customer.read", serves, "客服、组长或经理")
permit("customer.add", serves, "客服、组长或经理")
permit("customer.reveal", serves, "客服、组长或经理")
permit("customer.erase", manages | administers, "经理或管理员")

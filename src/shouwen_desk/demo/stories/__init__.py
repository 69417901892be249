"""What customers of the fictional 星屿云服 bring to the desk."""

from .everyday import (
    ADDRESS,
    EXPORT,
    INVOICE_TITLE,
    LOGIN,
    ORDER,
    PRAISE,
    PRICE,
    RENEW,
    SILENT,
    STAFF_LEFT,
    SUGGEST,
)
from .trouble import (
    ATTITUDE_COMPLAINT,
    BACKUP,
    OUTAGE,
    PRINTER,
    REFUND_COMPLAINT,
    SLOW,
    URGENT_COMPLAINT,
)

STORIES = (
    LOGIN,
    INVOICE_TITLE,
    PRICE,
    SLOW,
    OUTAGE,
    REFUND_COMPLAINT,
    ATTITUDE_COMPLAINT,
    URGENT_COMPLAINT,
    EXPORT,
    RENEW,
    PRINTER,
    ORDER,
    ADDRESS,
    STAFF_LEFT,
    SILENT,
    SUGGEST,
    PRAISE,
    BACKUP,
)

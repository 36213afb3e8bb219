"""Every projection and every saga of the product, and the subscription of each."""

from typing import Any

from adapters.engine.follow.log_subscription import (
    LogSubscription,
    subscription_of_projection,
    subscription_of_saga,
)
from projections.activity_account import ACTIVITY_ACCOUNT
from projections.audit_trail import AUDIT_TRAIL
from projections.autonomy_file import AUTONOMY_FILE
from projections.client_exposure import CLIENT_EXPOSURE
from projections.compliance import COMPLIANCE
from projections.deadlines import DEADLINES
from projections.dependence import DEPENDENCE
from projections.mission_sheet import MISSION_SHEET
from projections.month_desk import MONTH_DESK
from projections.payroll_register import PAYROLL_REGISTER
from projections.projection import Projection
from projections.receivables import RECEIVABLES
from sagas.autonomy import AUTONOMY
from sagas.change import CHANGE
from sagas.closing import CLOSING
from sagas.collection import COLLECTION
from sagas.delivery import DELIVERY
from sagas.employment import EMPLOYMENT
from sagas.payroll import PAYROLL
from sagas.saga import Saga
from sagas.signature import SIGNATURE
from sagas.vigilance import VIGILANCE

PROJECTIONS: tuple[Projection[Any, Any], ...] = (
    MISSION_SHEET,
    AUDIT_TRAIL,
    AUTONOMY_FILE,
    MONTH_DESK,
    ACTIVITY_ACCOUNT,
    RECEIVABLES,
    DEPENDENCE,
    CLIENT_EXPOSURE,
    DEADLINES,
    COMPLIANCE,
    PAYROLL_REGISTER,
)

SAGAS: tuple[Saga[Any], ...] = (
    SIGNATURE,
    EMPLOYMENT,
    DELIVERY,
    CHANGE,
    COLLECTION,
    PAYROLL,
    AUTONOMY,
    VIGILANCE,
    CLOSING,
)
"""The sagas, in the sequence in which a mission meets them."""

PROJECTIONS_BY_NAME = {projection.name: projection for projection in PROJECTIONS}
SAGAS_BY_NAME = {saga.name: saga for saga in SAGAS}

SUBSCRIPTIONS: dict[str, LogSubscription] = {
    **{projection.name: subscription_of_projection(projection) for projection in PROJECTIONS},
    **{saga.name: subscription_of_saga(saga) for saga in SAGAS},
}
"""Each subscription by the name of its projection or saga."""

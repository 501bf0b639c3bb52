"""Plans are a company's; of a person only who agreed to one is named."""

from shop.privacy.erasure.registry import UNRELATED, Unrelated

UNRELATED.register(
    Unrelated(
        name="partner scorecards",
        fields=(
            "partner_scorecards.BusinessPlan.*",
            "partner_scorecards.PlanGoal.*",
            "partner_scorecards.PlanAction.*",
            "partner_scorecards.LeaderboardConsent.*",
        ),
    )
)

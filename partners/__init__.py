"""Who sells for us: accounts, referrals, commissions."""

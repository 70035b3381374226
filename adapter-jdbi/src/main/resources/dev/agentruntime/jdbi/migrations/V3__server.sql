-- The order over all sessions, as it is read.
${ledgerIndex};

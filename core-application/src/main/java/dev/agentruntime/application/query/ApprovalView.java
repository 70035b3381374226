package dev.agentruntime.application.query;

import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.session.SessionId;

/** An approval with the session it belongs to. */
public record ApprovalView(SessionId session, Approval approval) {}

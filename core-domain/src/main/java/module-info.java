/**
 * The rules of a multi-agent coding session, free of any technology: what a session is, what its
 * next step is, and what may run. Requires nothing but the base module of the JDK.
 */
module dev.agentruntime.domain {
  requires static transitive org.jspecify;

  exports dev.agentruntime.domain.agent;
  exports dev.agentruntime.domain.approval;
  exports dev.agentruntime.domain.command;
  exports dev.agentruntime.domain.event;
  exports dev.agentruntime.domain.json;
  exports dev.agentruntime.domain.message;
  exports dev.agentruntime.domain.session;
  exports dev.agentruntime.domain.text;
  exports dev.agentruntime.domain.tool;
}

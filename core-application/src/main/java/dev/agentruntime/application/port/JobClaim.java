package dev.agentruntime.application.port;

/**
 * The right to do a job.
 *
 * @param generation counts who had it before
 */
public record JobClaim(Job job, LeaseOwner owner, long generation) {}

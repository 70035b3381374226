/** Asking people and deciding: commands with their handlers, and policies in their JSON form. */
@NullMarked
package dev.agentruntime.application.approval;

import org.jspecify.annotations.NullMarked;

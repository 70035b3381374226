/**
 * The recorded form of events: names that never change, a version per name, and JSON in and out.
 * For stores and for wires; nothing else decides what an event looks like outside the process.
 */
@NullMarked
package dev.agentruntime.application.event;

import org.jspecify.annotations.NullMarked;

/**
 * The use cases of the runtime and the ports they need. Embedders and adapters enter here and see
 * neither the database nor the model behind the ports.
 */
@NullMarked
package dev.agentruntime.application;

import org.jspecify.annotations.NullMarked;

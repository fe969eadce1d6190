/**
 * Model files: checkpoints and configurations, in plain memory, without tensors and without running
 * anything.
 */
@NullMarked
package io.tessera.engine.checkpoint;

import org.jspecify.annotations.NullMarked;

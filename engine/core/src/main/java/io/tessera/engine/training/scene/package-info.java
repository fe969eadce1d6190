/** Procedural landscapes: pictures with exact labels, depth and poses from one geometry. */
@NullMarked
package io.tessera.engine.training.scene;

import org.jspecify.annotations.NullMarked;

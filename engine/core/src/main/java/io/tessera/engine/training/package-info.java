/** Scenes, losses and the trainers of both stages. */
@NullMarked
package io.tessera.engine.training;

import org.jspecify.annotations.NullMarked;

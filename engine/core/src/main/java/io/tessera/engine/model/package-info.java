/** The networks: first stages, conditioners, transformer, and their weights. */
@NullMarked
package io.tessera.engine.model;

import org.jspecify.annotations.NullMarked;

/** The door of the engine: opens models, renders, trains. Knows no user interface. */
@NullMarked
package io.tessera.engine;

import org.jspecify.annotations.NullMarked;

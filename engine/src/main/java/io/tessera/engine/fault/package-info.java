/** The one exception for input that is at fault. */
@NullMarked
package io.tessera.engine.fault;

import org.jspecify.annotations.NullMarked;

/** The one exception for input that is at fault, and files that are whole or not there. */
@NullMarked
package io.tessera.engine.fault;

import org.jspecify.annotations.NullMarked;

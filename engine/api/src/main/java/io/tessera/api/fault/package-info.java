/** The one exception for input that is at fault, and files that are whole or not there. */
@NullMarked
package io.tessera.api.fault;

import org.jspecify.annotations.NullMarked;

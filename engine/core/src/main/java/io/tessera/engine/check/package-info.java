/** Whether this machine computes what it should: for users and for bug reports. */
@NullMarked
package io.tessera.engine.check;

import org.jspecify.annotations.NullMarked;

/** {@code tessera serve}: an engine over HTTP. */
@NullMarked
package io.tessera.server;

import org.jspecify.annotations.NullMarked;

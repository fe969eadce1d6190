/** Many pictures from a manifest, so that a second run does only what is missing. */
@NullMarked
package io.tessera.api.batch;

import org.jspecify.annotations.NullMarked;

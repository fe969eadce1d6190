/** Requests as JSON. */
@NullMarked
package io.tessera.api.json;

import org.jspecify.annotations.NullMarked;

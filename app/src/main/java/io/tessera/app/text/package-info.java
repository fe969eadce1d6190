/** What the studio says, in the languages it knows. */
@NullMarked
package io.tessera.app.text;

import org.jspecify.annotations.NullMarked;

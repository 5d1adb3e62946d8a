/** Tests of the documentation. */
@NullMarked
package dev.winnow.app.docs;

import org.jspecify.annotations.NullMarked;

/** Tests of the HTTP server. */
@NullMarked
package dev.winnow.app.http;

import org.jspecify.annotations.NullMarked;

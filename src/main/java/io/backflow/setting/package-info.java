// SPDX-License-Identifier: Apache-2.0
/**
 * What a setting is: a component of a record that a configuration may name, with its default and its rules.
 *
 * <p>Every room declares its own configuration records with these few types, so that the rules hold alike for a
 * record built in Java and for one read from YAML. As the ground that every room stands on it also has the words for
 * files that fail. Imports nothing.
 */
@NullMarked
package io.backflow.setting;

import org.jspecify.annotations.NullMarked;

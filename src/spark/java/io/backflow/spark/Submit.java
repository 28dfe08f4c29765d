// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import io.backflow.cli.Main;
import java.util.Arrays;
import java.util.stream.Stream;

/** The main class for {@code spark-submit}, which already knows the master. */
public final class Submit {

    private static final String OPTION = "--spark";

    private Submit() {}

    /**
     * Runs a command of the program, a comparison on the master that Spark was started with.
     *
     * @param arguments as of the program
     */
    public static void main(String... arguments) {
        Main.main(withMaster(arguments, System.getProperty("spark.master", "")));
    }

    static String[] withMaster(String[] arguments, String master) {
        boolean compares = arguments.length > 0 && arguments[0].equals("compare");
        boolean named = Arrays.stream(arguments)
                .anyMatch(argument -> argument.equals(OPTION) || argument.startsWith(OPTION + "="));
        return compares && !named && !master.isEmpty()
                ? Stream.concat(Arrays.stream(arguments), Stream.of(OPTION, master))
                        .toArray(String[]::new)
                : arguments;
    }
}

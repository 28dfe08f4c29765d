// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import java.io.Serializable;
import java.util.Map;

/**
 * What all runs that are sent have in common.
 *
 * @param launch which start of the driver it is
 * @param java the driver's version of Java
 * @param pack the file with the data, as Spark knows it; empty if no data is in files
 * @param packSha256 of that file
 * @param catalogue where a file of the catalogue is in the pack, by {@code DATASET/FILE}
 * @param workingDirectory the driver's, from which relative paths of data start
 * @param data of the tasks, by their labels
 * @param shared the folder of these runs that all machines see; empty if there is none
 * @param token what a file in it says
 */
record Common(
        String launch,
        String java,
        String pack,
        String packSha256,
        Map<String, String> catalogue,
        String workingDirectory,
        Map<String, TaskData> data,
        String shared,
        String token)
        implements Serializable {

    /**
     * The data of one task.
     *
     * @param provenance what the driver's data says of its origin
     * @param settings where in the pack is what a setting names, by the setting's name
     */
    record TaskData(Map<String, Object> provenance, Map<String, String> settings) implements Serializable {}
}

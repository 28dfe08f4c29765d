// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.language;

import io.backflow.data.DataConfig;
import io.backflow.data.DataEnvironment;
import io.backflow.data.SequenceData;
import io.backflow.setting.TypeName;

/** Language identification on names from the JDK's own locale data, see {@link LanguageData}; nothing to choose. */
@TypeName("languages")
public record LanguagesConfig() implements DataConfig {

    @Override
    public SequenceData open(DataEnvironment environment) {
        return LanguageData.load();
    }
}

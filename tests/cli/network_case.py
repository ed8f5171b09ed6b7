"""What the tests of neural networks share: a small network on the charged-current data."""

import re
import shutil

from cli_case import CONFIGS, DATA, CliCase


class NetworkCase(CliCase):
    """A small network on the charged-current data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        data = cls.shared_folder / "data"
        data.mkdir()
        for path in DATA.glob("HERA_CC_E?_920.*"):
            shutil.copy(path, data)
        text = (CONFIGS / "neural_network_nlo.yaml").read_text()
        text = re.sub(r"    - HERA_NC.*\n", "", text)
        text = text.replace("folder: ../data", f"folder: {data}")
        text = re.sub(r"layers: \[[^]]*\]", "layers: [2, 4, 5]", text)
        text = re.sub(r"patience: \d+", "patience: 3", text)
        cls.card = cls.shared_folder / "card.yaml"
        cls.card.write_text(text)

    def run_fit(self, name, *arguments, ranks=None):
        return self.fit(name, *arguments, ranks=ranks, card=self.card)

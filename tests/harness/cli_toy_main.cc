// relapse_toy: the command over the mill's catalogue.
#include "harness/cli/main.h"
#include "tests/harness/cli_toy.h"

int main(int argc, char** argv) {
  return relapse::Main(argc, argv, relapse::toy::MakeMillCatalogue());
}

// relapse: the program over this repository's catalogue.
#include "harness/cli/main.h"
#include "scenarios/catalogue.h"

int main(int argc, char** argv) { return relapse::Main(argc, argv, relapse::MakeCatalogue()); }

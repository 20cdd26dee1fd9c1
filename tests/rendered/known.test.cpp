// Templates that once were told to the client wrongly.
#include <gmock/gmock.h>

#include "anqa/live/detail/components.hpp"
#include "driver.hpp"
#include "random/known.hpp"

namespace {

using ::testing::HasSubstr;

TEST(Known, AComponentTakesItsTemplatesFromOneAsThisMessageLeavesIt) {
  rendered::Driver page(anqa::view_type<randomly::SecondCounter>());
  page.diff();
  auto* first = page.view().component(anqa::Cid{1});
  static_cast<randomly::Counter::Assigns*>(first->assigns())->own = {"a"};
  first->socket().mark(anqa::mask_of<&randomly::Counter::Assigns::own>);
  auto* assigns = static_cast<randomly::Assigns*>(page.view().assigns());
  assigns->a = true;
  page.view().socket().mark(anqa::mask_of<&randomly::Assigns::a>);
  // What the client had of the first one before has no template for the rows of its list.
  EXPECT_THAT(page.diff(), HasSubstr(R"("4":{"k":{"kc":0}},"s":1})"));
}

TEST(Known, AMessageHasOnePartForEachComponent) {
  rendered::Driver page(anqa::view_type<randomly::CounterInNest>());
  page.diff();
  auto* inner = page.view().component(anqa::Cid{2});
  static_cast<randomly::Counter::Assigns*>(inner->assigns())->own = {"a"};
  inner->socket().mark(anqa::mask_of<&randomly::Counter::Assigns::own>);
  auto* nest = page.view().component(anqa::Cid{1});
  static_cast<randomly::Nest::Assigns*>(nest->assigns())->own = 5;
  nest->socket().mark(anqa::mask_of<&randomly::Nest::Assigns::own>);
  EXPECT_EQ(page.diff(),
            R"({"c":{"1":{"1":"5","2":{"0":2}},"2":{"1":" data-n=\"5\"","3":{"0":"5","s":["<i>","</i>"]},)"
            R"("4":{"k":{"0":{"0":"a","1":"5"},"kc":1},"s":["<q>","","</q>"]}}}})");
}

}  // namespace

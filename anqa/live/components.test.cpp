#include "anqa/live/components.hpp"

#include <gtest/gtest.h>

#include <string>

#include "anqa/live/component.hpp"
#include "anqa/live/upload_config.hpp"

namespace {

using namespace anqa;

std::string diff(Print& client, const UploadConfig& upload) {
  components::LiveFileInput input;
  input.upload = components::AnyUpload(upload);
  std::string out;
  Renderer renderer(out, client);
  render_template<components::LiveFileInput>(renderer, input, mask_of<&components::LiveFileInput::upload>);
  renderer.finish();
  return out + "}";
}

TEST(LiveFileInput, TellsThePageWhatTheOfficialServerTells) {
  Print client;
  UploadConfig upload;
  upload.allow("avatar", "phx-1", {.accept = {".png"}}, false);
  EXPECT_TRUE(diff(client, upload).contains(R"( data-phx-upload-ref=\"phx-1\")"));
  const auto told = [](const char* active, const char* preflighted) {
    return R"({"2":" accept=\".png\"","4":" data-phx-active-refs=\")" + std::string(active) +
           R"(\"","5":" data-phx-done-refs=\"\"","6":" data-phx-preflighted-refs=\")" + preflighted +
           R"(\"","9":""})";
  };
  EXPECT_EQ(diff(client, upload), told("", ""));

  upload.put_entries(Params(Term::list({Term::map(
      {{"ref", "0"}, {"name", "a.png"}, {"type", "image/png"}, {"size", 10}, {"last_modified", 1}})})));
  EXPECT_EQ(diff(client, upload), told("0", ""));
  upload.mark_preflighted({"0"});
  EXPECT_EQ(diff(client, upload), told("0", "0"));
}

}  // namespace

"""The rules of the catalogue: how the descriptions of `utils.fashion` are worded.

How a rule is read stands in `utils.grammar`. Everything here was written for the course.
"""

GRAMMAR = """
start: 5* {lead} {a} {adjective} {colour} {material} {garment} {trim} {rest}
  | 4* {lead} {a} {adjective} {colour} {garment} {trim} {made_of} {short}
  | 3* {this} {colour} {material} {garment} {was} {made} for {use} . {after}
  | 2* cut from {touch} {material} in {colour} , {this} {garment} {is} {ready} for {use} . {after}
  | 1* {colour} is the colour of {moment} , and
  {this} {adjective} {material} {garment} {wears} it {well} . {rest}
  | 2* our {adjective} {garment} in {colour} {material} {is} {back} . {rest}
  | 2* {time} in the making , {this} {adjective} {colour} {garment} {is} {finally} here . {made_of} {short}
  | 3* {colour} meets {material} in {this} {adjective} {garment} . {rest}
  | 1* {no} wardrobe is {complete} without {a} {adjective} {garment} in {colour} {material} . {rest}
rest: 4* {wear} {trap} {washing} {close} | 2* {wear} {washing} {trap} {close}
  | 3* {feature} {trap} {washing} {close} | 2* {trap} {washing} {close} | 2* {wear} {washing} {close}
  | 2* {feature} {washing} {close}
short: 4* {trap} {washing} {close} | 2* {washing} {trap} {close} | 2* {feature} {washing} {close}
after: 4* {feature} {trap} {washing} {close} | 2* {feature} {washing} {trap} {close}
  | 2* {trap} {washing} {close} | 2* {feature} {washing} {close}
a/number one: a
a/number many: a pair of
this/number one: this
this/number many: these
them/number one: it
them/number many: them
it/number one: it
it/number many: they
is/number one: is
is/number many: are
was/number one: was | 2* is
was/number many: were | 2* are
has/number one: has | boasts | features | shows
has/number many: have | boast | feature | show
looks/number one: looks splendid | goes well | works best | pairs nicely | shines | looks fresh
looks/number many: look splendid | go well | work best | pair nicely | shine | look fresh
wears/number one: wears
wears/number many: wear
made: made | sewn | designed | tailored | meant | shaped
ready: ready | perfect | right | made | essential | ideal
moment: the moment | the season | the month | the hour | the year | this collection
well: well | proudly | superbly | lightly | with ease | beautifully
back: back | back in stock | here again | back by popular demand | once more within reach | better than ever
time: three years | two winters | five summers | eight months | a decade | a year | thirteen weeks
finally: finally | now | newly | nearly | officially
no: no | hardly any | not one
complete: complete | finished | whole | ready
lead/occasion office: we proudly present | the working week deserves | our tailors have finished
  | our tailors send you | allow us to present | the new season brings | good meetings begin with
  | we proudly announce
lead/occasion evening: the evening belongs to | allow us to introduce | after dark we recommend
  | after dinner we prefer | we toast | the night calls for | every dinner deserves | candlelight flatters
lead/occasion weekend: say hello to | meet | here comes | saturday starts with | you asked for
  | we just love | good news , we made | every holiday needs | every picnic needs
lead/occasion outdoors: climb mountains in | rough weather calls for | we crossed moors in
  | hard days demand | pack | every rucksack needs | the forecast recommends | our walkers tested
lead/occasion home: wrap yourself in | slow mornings begin with | stay in with | treat yourself to
  | every sofa needs | sundays were invented for | come home to | you deserve | the fireside calls for
adjective/occasion office: tailored | polished | crisp | refined | sharp | composed | neat | modern
  | subtle | dashing | precise | smart
adjective/occasion evening: graceful | dramatic | sumptuous | glamorous | sleek | romantic | stately | regal
  | bold | dazzling | swirling | precious
adjective/occasion weekend: relaxed | cheerful | slouchy | breezy | carefree | playful | friendly | retro
  | sunny | zesty | festive | jaunty
adjective/occasion outdoors: rugged | sturdy | hardy | practical | tough | dependable | trusty | nimble
  | brave | stout | seasoned | tireless
adjective/occasion home: cosy | gentle | snug | dreamy | comfy | soothing | pillowy | mellow | tender
  | fluffy | sleepy | plush
trim: 2* . | 2* with {other} stitching . | with {seam} seams . | from our {studio} . | by {maker} .
seam: taped | tonal | bound | twin | topstitched | curved | raised
studio: harbour | workshop | village | attic | archive | island | hillside | studio
maker: two sisters | young designers | old masters | our founder | local tailors | true experts
made_of: the {material} is {touch} enough for {use} . | made from {touch} {material} for {use} .
  | {touch} {material} keeps {them} ready for {use} . | in {touch} {material} {it} {is} ideal for {use} .
touch/surface flat: cool | airy | fine | smooth | light | floaty | breathable
touch/surface woolly: warm | springy | lofty | thick | downy | toasty | fuzzy
touch/surface tough: supple | hardwearing | dense | durable | firm | substantial | weighty
use/occasion office: long office days | board meetings | early trains | the monday commute
  | important interviews | client lunches | desk work | conferences abroad | contract talks | busy mornings
  | video calls
use/occasion evening: candlelit dinners | opening nights | opera nights | terrace cocktails | grand parties
  | late suppers | weddings and dances | award ceremonies | jazz clubs | ballroom lessons | vernissages
use/occasion weekend: flea markets | park picnics | lazy breakfasts | coffee with friends | city breaks
  | street festivals | bicycle tours | record shops | museum afternoons | garden parties | family visits
use/occasion outdoors: muddy footpaths | windy headlands | dog walks | campfires | mountain huts
  | allotment work | ferry crossings | wet bus stops | birdwatching at dawn | harbour walks | orchard days
use/occasion home: breakfast in bed | rainy afternoons | fireside reading | old films | slow sundays
  | baking days | long phone calls | sofa naps | family board games | jigsaw puzzles | letter writing
season/warmth heavy: on cold days | in deep winter | when frost comes | on foggy mornings
  | from october onwards
season/warmth light: in high summer | on warm days | when spring arrives | in a heatwave | from may onwards
season/warmth any: all year round | in any season | whatever the month | month after month | at any time
wear: wear {them} for {use} . | wear {them} for {use} {season} . | designed with {use} in mind .
  | think of {use} {season} . | think {use} . | {it} {is} ideal for {use} . | reserved for {use} .
  | {season} , reach for {them} .
feature: 3* {it} {has} {detail} . | 3* {it} {has} {fit} and {detail} . | look out for {detail} .
  | note {detail} . | {fit} leaves room to {move} . | note {pattern} and {detail} .
  | 2* {pattern} adds {charm} . | {detail} will make {them} {special} .
  | expect {fit} , {detail} and {charm} .
move: move | breathe | layer | dream | stretch
charm: charm | humour | drama | history | mischief
special: special | unmistakable | stand out | timeless | yours
fit/cut outer: a boxy cut | a straight cut | a generous cut | a cocoon shape | a swing shape
fit/cut tailored: a slim cut | a classic cut | a narrow line | a soft shoulder | an easy drape
fit/cut knit: a relaxed fit | a cropped shape | a close fit | a longer length | an oversized body
fit/cut top: a loose fit | a slim fit | a boxy shape | a longer back | an airy cut
fit/cut bottom: a wide shape | a tapered shape | a flared shape | a straight line | a longer length
fit/cut whole: a loose shape | a flowing line | a straight line | a nipped waist | an easy cut
fit/cut night: a roomy fit | a loose fit | a generous length | a forgiving shape | an easy drape
detail: 7* {quality} {part} | 1* {part}
quality: neat | handsome | clever | striking | delicate | generous | subtle | lovely | sculpted | fresh
  | graphic | witty | slender | fine
part/cut outer: 3* {lining} lining | pockets | horn buttons | lapels | storm flaps | epaulettes | toggles
  | zips | poppers
part/cut tailored: 3* {lining} lining | lapels | covered buttons | vents | flaps | buttonholes | darts
  | pocket chains
part/cut knit: cuffs | raglan sleeves | ribbing | saddle shoulders | patch pockets | elbow patches
  | thumb holes
part/cut top: shell buttons | pintucks | cuffs | breast pockets | gathers | plackets | pleats | ruffles
  | poppers
part/cut bottom: pockets | darts | fastenings | pleats | topstitching | rivets | tabs | drawstrings
  | gussets
part/cut whole: pockets | straps | buttons | gathers | tucks | topstitching | tiers | zips | clasps
part/cut night: piping | sleeves | pockets | cuffs | drawstrings | tassels | gathers | covered buttons
pattern/surface flat: a fine pinstripe | a gingham check | a floral print | a polka dot | a paisley print
  | a windowpane check | a candy stripe
pattern/surface woolly: a herringbone weave | a houndstooth check | a cable stitch | a fair isle band
  | a moss stitch | a diamond motif
pattern/surface tough: a quilted panel | tonal embossing | a whipstitched edge | a patchwork yoke
  | contrast piping | an embroidered crest
trap: 2* also in {pair} . | also stocked in {other} . | choose {pair} instead . | other colours , {pair} .
  | 3* team {them} with {other} {companion} . | {it} {looks} with {other} {companion} .
  | add {other} {companion} . | {other} {accent} brightens the {edge} .
  | a flash of {other} warms the {edge} . | inside , {other} {accent} hides .
accent: stitching | piping | ribbon | binding | braid | lacing
edge: hem | cuff | collar | pocket | seam | lining
companion/occasion office: brogues | loafers | pumps | gloves | cufflinks | tights | glasses | satchels
companion/occasion evening: heels | earrings | gloves | slingbacks | ribbons | pearls | fans | stilettos
companion/occasion weekend: trainers | sandals | espadrilles | plimsolls | socks | sunglasses | caps
  | bangles
companion/occasion outdoors: wellingtons | boots | mittens | gaiters | socks | earmuffs | galoshes
  | rucksacks
companion/occasion home: slippers | socks | clogs | cushions | blankets | mules | mugs | bedsocks
washing/care warm: machine wash at forty . | wash at forty degrees . | wash warm , iron damp .
  | use any normal programme .
washing/care gentle: machine wash at thirty . | wash at thirty degrees . | wash cool , skip the dryer .
  | use the gentle cycle .
washing/care hand: wash by hand , dry flat . | wash with mild soap . | hand wash , rinse well .
  | soak in lukewarm water .
washing/care dry: dry clean only . | never wash , dry clean . | see a cleaning specialist .
  | use a dry cleaner .
washing/care wipe: wipe with damp cloths . | brush gently , keep dry . | sponge marks , never soak .
  | treat with balsam .
thing: 3* {colour} {garment} | {garment} in {colour}
soon: by {month} | within days | today | now | tonight | before {month}
month: april | june | september | november | friday | sunday
few: two | three | four | five | six | seven | ten
years: years | decades | ever | seasons | generations | good
ending: order the {thing} {soon} . | the {thing} will last for {years} . | claim the {thing} {soon} .
  | allow {few} days for the {thing} . | keep the {thing} for {years} . | expect the {thing} {soon} .
  | return the {thing} within {few} weeks . | reserve the {thing} {soon} . | we guarantee the {thing} .
close/occasion office: 3* {ending} | colleagues notice the {thing} . | count on the {thing} .
  | promotion follows the {thing} . | the {thing} will impress the board .
  | trust the {thing} with every deadline .
close/occasion evening: 3* {ending} | heads turn for the {thing} . | save a dance for the {thing} .
  | midnight suits the {thing} . | let the {thing} do the talking . | champagne toasts the {thing} .
  | the {thing} will outshine chandeliers .
close/occasion weekend: 3* {ending} | grab the {thing} and go . | live in the {thing} until monday .
  | enjoy the {thing} . | friends will borrow the {thing} . | the {thing} will make you smile .
close/occasion outdoors: 3* {ending} | mud fears the {thing} . | sheep admire the {thing} .
  | take the {thing} uphill . | the {thing} will outlast the weather . | no forecast stops the {thing} .
close/occasion home: 3* {ending} | the cat will covet the {thing} . | cocoa calls for the {thing} .
  | hide in the {thing} . | sweet dreams come with the {thing} . | let the {thing} warm you .
"""

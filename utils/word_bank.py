"""The words behind `utils.sentences` and `utils.stories`: slots, clauses between cue and blank, nouns, news.

A template is a clause with {slots}. Everything here was written for the course.
"""


def word_lists(text: str) -> dict[str, list[str]]:
    """Read `name: one | another | a third`. An indented line continues the list above it."""
    entries = [line.split(":", 1) for line in text.strip().replace("\n  ", " ").split("\n")]
    return {name: [item.strip() for item in items.split("|")] for name, items in entries}


# What fills a {slot} of a template. The items of one slot have the same number of words.
SLOTS = word_lists("""
adjective: tired | friendly | quiet | cheerful | polite | shy | hungry | busy | kind | careful | clever
  | patient
adverb: quietly | soon | often | nearly | never | finally
animal: cat | dog | puppy | kitten | rabbit | mouse
colour: white | green | yellow | brown | red | purple
crowd: children | neighbours | tourists | students | musicians | farmers
day: Monday | Tuesday | Wednesday | Thursday | Friday | Saturday | Sunday
drink: tea | milk | cider | juice | cocoa | coffee | lemonade
event: rain stopped | wind dropped | bells rang | birds sang | clouds parted | lamps flickered | leaves fell
  | fog lifted | music stopped | snow melted
food: soup | bread | rice | fish | cake | stew | pie | toast
goods: lamps | chairs | boots | clocks | hats | candles | baskets | kettles
greeted: greeted | welcomed
job: baker | teacher | gardener | driver | painter | doctor | sailor | singer | tailor | farmer | nurse
  | pilot
looks: old | young | tall | rich | famous | proud | lonely | serious
meal: breakfast | lunch | supper
met: met | greeted | helped | thanked | followed | called
month: January | February | March | April | May | June | July | August | September | October | November
  | December
name: Alex | Sam | Robin | Chris | Charlie | Jo | Pat | Max | Jamie | Terry | Ash | Casey
number: three | four | five | six | seven | eight | nine | ten
origin: grew up in | was born in | was raised in | came here from
pace: slow | sad | merry | famous | gentle | lively
place: station | harbour | market | castle | church | bridge | park | lake
plants: roses | beans | tomatoes | carrots | tulips | onions | herbs | peas
ride: bus | train | tram | ferry
season: spring | summer | autumn | winter
shop: bakery | library | bookshop | pharmacy | bank | museum | cinema | theatre
sky: grey | sunny | rainy | windy | foggy | cold | warm | mild | cloudy | stormy | dry | bright
spot: by the door | under the table | near the stove | on the stairs | by the window | behind the shed
  | in the garden | beside the gate
staff: clerk | porter | guard | guide | baker | driver | teacher | librarian
store: shop | stall | kiosk
time: morning | afternoon | evening
verb: lost | forgot | packed | changed | found | missed | dropped
went: waited | smiled | rested | listened | dozed | hummed | paused | laughed | yawned
  | whistled | nodded | danced
""")

# Whole sentences, for the gap of `home_language`, `address` and `short_context`.
SCENES = """
the {event} . | the {shop} closed . | {day} was {sky} . | {meal} was late .
then the {event} . | it rained all {time} . | the {shop} opened late . | {plants} grew {spot} .
by {day} the {event} . | the {ride} was late again . | there was {food} for {meal} .
{colour} {plants} grew {spot} . | someone painted the fence {colour} .
the {crowd} waited for the {ride} . | the {shop} was closed on {day} . | a {animal} slept {spot} .
the {place} was full of {crowd} . | there was {food} and {drink} for {meal} .
the {ride} to the {place} was late . | the {crowd} played cards {spot} .
the {ride} to the {place} left at {number} . | a {store} near the {place} sold {colour} {goods} .
the price of {goods} went up in {month} . | the {event} , and the {crowd} went home .
the radio played a {pace} song about the {place} . | a letter about the {place} arrived on {day} {time} .
somebody baked {number} loaves of bread for the {crowd} .
the {crowd} sang a {pace} song on the way home .
the {crowd} talked about the price of {goods} and {plants} .
the walk from the {place} to the {shop} took {number} minutes .
"""

# What one person did, for the gap of `pronoun`: the subject stays the same up to the blank.
DEEDS = """
{went} , | made {drink} , | ate {food} , | bought {goods} , | bought {colour} {goods} , | swept the stairs ,
washed the windows , | walked to the {place} , | waited for the {ride} , | sat {spot} ,
slept until the {event} , | wandered around the {shop} twice , | ate {food} as the {event} ,
fed the {animal} {spot} , | took the {ride} to the {place} , | took a photograph of the {place} ,
spent {number} coins on {colour} {goods} , | planted {colour} {plants} beside the gate ,
read a {pace} story about the {place} , | sang a {pace} song for the {crowd} ,
walked from the {place} to the {shop} , | bought {drink} and {food} at the {place} ,
showed the {crowd} the way to the {shop} , | bought {number} {colour} {goods} for the {crowd} ,
waited {number} minutes for the {ride} to the {place} ,
wrote a long letter about the price of {goods} ,
"""

LANGUAGES = {
    "Spain": "Spanish",
    "Japan": "Japanese",
    "Poland": "Polish",
    "Turkey": "Turkish",
    "Greece": "Greek",
    "Finland": "Finnish",
    "Italy": "Italian",
    "Denmark": "Danish",
}

# A noun and its counterpart stand in the same place of both lists.
NOUNS = word_lists("""
men: boy | man | uncle | father | brother | grandfather | waiter | actor | prince | king | duke | gentleman
women: girl | woman | aunt | mother | sister | grandmother | waitress | actress | princess | queen | duchess
  | lady
""")
MEN, WOMEN = NOUNS["men"], NOUNS["women"]

# Answer: what stands before the blank. The last word is the cue.
CONTROLS = word_lists("""
knight: the song praised the brave | the dragon fled from the brave | everyone cheered for the brave
sweet: the ice cream tasted | the ripe melon tasted | the honey and the cake tasted
sky: clouds crossed the blue | a kite climbed into the blue | swallows circled in the blue
teeth: after supper the children brushed | before bed everyone carefully brushed | the twins never brushed
fire: they sat around the crackling | the kettle hung over the crackling | wood fed the crackling
egg: there was toast with a boiled | for breakfast there was one boiled | the spoon cracked the boiled
snow: the path lay under freshly fallen | the sledge flew over freshly fallen | boots crunched on fallen
cheese: the bread was covered with melted | the pan smelled of melted | the soup was full of melted
""")

# What the stories of `utils.stories` are made of; `rest_of_...`: words that stand in every text.
STORIES = word_lists("""
men: bob | dan | tom | jim | sam | ben | leo | max | ian | ray | paul | carl | hugo | fred | owen | rolf
  | finn | jack | kurt | adam
women: ann | eve | sue | kim | joy | meg | ida | zoe | amy | fay | jane | nora | ruth | dora | lucy | tess
  | emma | rose | cleo | vera
asides: on the other hand | as you know | by the way | of course
predicates: is a nice person | is evil | is late again | is away on a long trip | is kind to every stranger
  | is known all over town | is never at home | is good at chess | is afraid of dogs
  | is the best cook in the street
suspects: baker | cooper | fisher | mason | porter | sawyer | tanner | weaver
accusations: police suspect | all signs point to | a witness names
retractions: the suspect walks free | the charge is dropped | the case collapses
news: rain in the north | shares fall again | the mayor is on holiday | the bridge is closed
harmless: opens a shop | wins the race | sings on sunday
services: navy | army | police | infantry | cavalry | coastguard | artillery | militia
media: phone | radio | intercom | fence | counter | table | hedge | wall
skills: swimming | boxing | cooking | sewing | rowing | fencing | skating | painting
remarks: it was late | it was a cold day | i had no time | we laughed a lot
good: lovely | tasty | superb | fresh | warm | charming | perfect | friendly
bad: awful | bland | dreadful | stale | cold | shabby | ruined | rude
served: soup | bread | fish | salad | rice | cake | tea | waiter
changes: owner | chef | manager
decoys: curtain | lamp | sign
rest_of_subjects: . | ask
rest_of_desk: . | who
rest_of_phone: . | he | served in the | told me over the | knows | recall
rest_of_restaurant: . | new
""")
